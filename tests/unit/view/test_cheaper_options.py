"""A choice that is not the cheapest option says why the cheaper one was not chosen."""

from modelbench.view.answer import answers_of

from tests.unit.made.decided import OBJECTIVES, decided


def test_the_amounts_are_those_of_the_choice_and_a_cheaper_option_says_why_it_lost():
    status = decided("own-cluster", "aws-lambda", objectives=OBJECTIVES).status
    answer, found = answers_of(status)[0], status.recommendation[0]
    assert (found.choice, found.sheet) == ("serverless", "own-cluster")
    assert answer.amounts[0].sheet == "own-cluster"
    assert answer.why.startswith("serverless on aws-lambda is cheaper, $0.00/month, but ")


def test_a_choice_that_is_the_cheapest_has_nothing_to_say():
    answer = answers_of(decided(objectives=OBJECTIVES).status)[0]
    assert (answer.variant, answer.why) == ("serverless", "")
