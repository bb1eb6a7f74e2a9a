from tests.unit.html.pages import page_of, whole

ATTACK = '"><script>alert(1)</script><img src=x onerror=alert(2)> $x^2$ & ${7*7} {{7*7}}'


def test_what_users_and_images_say_stays_text():
    benchmark, found = whole()
    benchmark["metadata"] = {**benchmark["metadata"], "name": ATTACK}
    benchmark["spec"] = {
        **benchmark["spec"],
        "model": {**benchmark["spec"]["model"], "image": ATTACK},
    }
    status = benchmark["status"]
    status["environment"] = {"kubernetesVersion": ATTACK, "clusterSettings": {ATTACK: ATTACK}}
    for condition in status["conditions"]:
        condition["message"] = ATTACK
    for one in status["objectives"]:
        one["message"] = ATTACK
    status["recommendation"][0]["sentence"] = ATTACK
    status["serverless"]["coldStart"]["phases"][0]["source"] = ATTACK
    page = page_of(benchmark, found)
    assert "script" not in page.tags
    assert "img" not in page.tags
    assert page.mistakes == []
    assert page.text.count("<script>alert(1)</script>") >= 6
    assert "49" not in page.text.split("ModelBench report")[1][:40]


def test_names_in_plots_stay_text_too():
    benchmark, found = whole()
    name = "$\\frac{1}{2}$ <b>"
    for profile in benchmark["status"]["traffic"]:
        profile["name"] = name
    benchmark["spec"]["traffic"] = [
        {**profile, "name": name} for profile in benchmark["spec"]["traffic"]
    ]
    page = page_of(benchmark, found)
    assert "b" not in page.tags
    assert name in page.text
