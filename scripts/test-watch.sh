#!/bin/bash
# A watch on a terminal of 80×24, as tmux shows it: problems first, the finding of the selected row below, a filter, and the
# screen of before when it ends.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/serve.sh

directory=$(mktemp -d)
socket=$directory/tmux
trap 'tmux -S "$socket" kill-server 2>/dev/null || true; stop_serving; rm -rf "$directory"' EXIT
serve "$SANDBOX_BIN/kubelb-sandbox" Tests/Recorded/17-no-endpoints "$directory/served"

screen() {
    tmux -S "$socket" capture-pane -p
}

# usage: wait_for EXPRESSION WORDS [TENTHS]; until a line of the screen matches
wait_for() {
    for ((waited = 0; waited < ${3:-600}; waited++)); do
        if screen | grep -qE -- "$1"; then return; fi
        sleep 0.1
    done
    echo "error: $2; the screen is:" >&2
    screen >&2
    return 1
}

# usage: press KEY…
press() {
    tmux -S "$socket" send-keys "$@"
}

tmux -S "$socket" -f /dev/null new-session -d -x 80 -y 24 "PS1='ready> ' sh"
wait_for '^ready>' 'no shell'
press "$CLIENT_BIN/kubelb-ctl status -A --watch --kubeconfig $directory/served/kubeconfig" \
    ' --context sandbox-tenant --management-context sandbox-management' Enter
wait_for 'q quits' 'the watch shows no keys'
wait_for '^> +default +(nomatch|unready) ' 'a problem is not first, or not selected'
wait_for '^(error +)?KLC-S004|KLC-S004 ' 'the finding of the selected row is not shown'
# 24 rows and no more: what does not fit would scroll the header away.
wait_for '^ *NAMESPACE +NAME' 'the header is not on the screen'
press / no-row-has-this
wait_for 'no rows match' 'the filter finds what is not there'
press Escape
wait_for '^> +default' 'Esc does not remove the filter'
press / unready Enter
wait_for '^> +default +unready ' 'the filter does not find a name'
if screen | grep -qE '^[> ]+default +nomatch '; then echo 'error: the filter leaves other rows' >&2; exit 1; fi
press Escape
wait_for '^[> ]+default +nomatch ' 'Esc does not remove the filter'
press / 'default unready' Enter
wait_for '^> +default +unready ' 'the words of a filter need not be in one cell'
press Escape
wait_for '^[> ]+default +nomatch ' 'Esc does not remove the filter'
wait_for '^  (fix|inspect) ' 'the fix of the selected row is not on the screen'
press Enter
wait_for 'Esc closes' 'Enter does not open the finding'
wait_for '^Service default/(nomatch|unready) ' 'the open finding does not say whose it is'
press Escape
wait_for '^> +default ' 'Esc does not close the finding'
press Down
wait_for '^  default +(nomatch|unready) ' 'the arrow does not move the selection'
tmux -S "$socket" resize-window -x 60 -y 16
# Immediately: the next read is 30 seconds away. Only whole hints are shown.
wait_for '^(Arrows select  )?Enter opens  / filters  q quits$' 'a smaller window shows no keys' 50
wait_for '^ *NAMESPACE +NAME' 'the header is not in the smaller window'
# The last frame has rows, even if the filter matches none.
press / no-row-has-this Enter
wait_for 'no rows match' 'the filter finds what is not there'
press q
wait_for '^ready>' 'q does not end the watch'
wait_for '^[> ] default +(nomatch|unready) ' 'the last frame is empty'
