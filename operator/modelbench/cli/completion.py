"""``modelbench completion``: what makes a shell complete commands, options and names."""

import click
from click.shell_completion import get_completion_class

_VARIABLE = "_MODELBENCH_COMPLETE"
_KUBECTL = """\
#!/bin/sh
# kubectl asks this program, kubectl_complete-modelbench on the PATH, what may follow.
words="modelbench"
count=0
for word in "$@"; do
    words="$words $word"
    count=$((count + 1))
done
COMP_WORDS="$words" COMP_CWORD="$count" _MODELBENCH_COMPLETE=bash_complete modelbench | cut -d, -f2
echo ":4"
"""


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish", "kubectl"]))
def completion(shell: str) -> None:
    """Write the completion script of a shell, or of kubectl.

    bash: `source <(modelbench completion bash)`. For `kubectl modelbench`: `modelbench completion
    kubectl > ~/bin/kubectl_complete-modelbench`, made executable, in a folder of the PATH.
    """
    if shell == "kubectl":
        click.echo(_KUBECTL, nl=False)
        return
    from modelbench.cli.main import modelbench

    script = get_completion_class(shell)
    if script is None:
        raise click.ClickException(f"completion for {shell} is not supported")
    click.echo(script(modelbench, {}, "modelbench", _VARIABLE).source())
