extension BashCompletion {
    /// The part that is the same for every tool. `_TOOL_` stands for the prefix of the functions, `TOOL` for the tool.
    static let program = #"""
        # Puts words together again that bash has split at = and :, as COMP_WORDBREAKS says: sets line, the words, and at, the
        # place of the current one. The text before the part that bash replaces goes to kept.
        _TOOL_join() {
            local rest=$COMP_LINE before word previous='' i last=-1
            for ((i = 0; i < ${#COMP_WORDS[@]}; i++)); do
                word=${COMP_WORDS[i]}
                before=$rest
                rest=${rest#"${rest%%[![:space:]]*}"}
                if ((last >= 0)) && [[ $before == "$rest" ]] && [[ -z $word || $word$previous == *[=:]* ]] \
                    && [[ -z $word || -z ${word//[=:]/} || -z ${previous//[=:]/} ]]; then
                    ((i == COMP_CWORD)) && kept=${line[last]}
                    line[last]+=$word
                    ((i == COMP_CWORD)) && [[ -z ${word//[=:]/} ]] && kept=${line[last]}
                else
                    ((i == COMP_CWORD)) && kept=''
                    last=$((last + 1))
                    line[last]=$word
                fi
                ((i == COMP_CWORD)) && at=$last
                rest=${rest#"$word"}
                previous=$word
            done
        }

        # Looks into letters behind one dash: sets option to the one that takes a value, and value and head where the value is
        # in the same word.
        _TOOL_letters() {
            local i
            option='' value='' head=''
            for ((i = 1; i < ${#1}; i++)); do
                _TOOL_takes_value "-${1:i:1}" || continue
                option=-${1:i:1}
                head=${1:0:i+1}
                value=${1:i+1}
                [[ $value != =* ]] || head+='=' value=${value#=}
                return
            done
        }

        # Asks the tool itself for names, with the other words of the line.
        _TOOL_ask() {
            local program=${line[0]/#\~\//$HOME/}
            type -P -- "$program" >/dev/null || program=TOOL
            "$program" __complete "$1" -- "${line[@]:1:at-1}" "${line[@]:at+1}" "$2" 2>/dev/null </dev/null
        }

        _TOOL_complete() {
            local IFS=$' \t\n' line=() at=0 kept='' found='' path='' position=0 pending='' ended='' i word
            local option='' value='' head='' kind='' words=''
            COMPREPLY=()
            _TOOL_join
            for ((i = 1; i < at; i++)); do
                word=${line[i]}
                if [[ -n $pending ]]; then
                    pending=''
                elif [[ -n $ended ]]; then
                    position=$((position + 1))
                elif [[ $word == -- ]]; then
                    ended=yes
                elif [[ $word == --*=* ]]; then
                    :
                elif [[ $word == --* ]]; then
                    _TOOL_takes_value "$word" && pending=$word
                elif [[ $word == -?* ]]; then
                    _TOOL_letters "$word"
                    [[ -z $option || $word != "$head" || $head == *= ]] || pending=$option
                elif ((position == 0)) && _TOOL_command "$path" "$word"; then
                    path=$found
                else
                    position=$((position + 1))
                fi
            done

            word=${line[at]-}
            option='' value=$word head=''
            if [[ -n $pending ]]; then
                _TOOL_value "$path" "$pending"
            elif [[ -z $ended && $word == --*=* ]]; then
                head=${word%%=*}=
                value=${word#*=}
                _TOOL_value "$path" "${word%%=*}"
            elif [[ -z $ended && $word == -* ]]; then
                [[ $word == --* ]] || _TOOL_letters "$word"
                if [[ -n $option && $word != "$head" || $head == *= ]]; then
                    _TOOL_value "$path" "$option"
                else
                    head='' value=$word
                    kind=words
                    _TOOL_options "$path"
                fi
            else
                ((position > 0)) || _TOOL_commands "$path"
                if [[ -n $words ]]; then kind=words; else _TOOL_argument "$path" "$position"; fi
            fi
            _TOOL_reply
        }

        # Turns kind and words into candidates.
        _TOOL_reply() {
            local candidates=() candidate quote='' typed=$value
            [[ $typed != [\"\']* ]] || quote=${typed:0:1}
            typed=${typed#"$quote"}
            case $kind in
            words) read -ra candidates <<<"$words" ;;
            list)
                read -ra candidates <<<"$words"
                [[ $typed != *,* ]] || candidates=("${candidates[@]/#/${typed%,*},}")
                ;;
            live)
                while IFS= read -r candidate; do
                    candidate=${candidate%%$'\t'*}
                    # Quoted as it would have to be typed; %q also quotes commas, which nobody types so.
                    if [[ -z $quote ]]; then
                        printf -v candidate '%q' "$candidate"
                        candidate=${candidate//\\,/,}
                    fi
                    candidates+=("$candidate")
                done < <(_TOOL_ask "$words" "$value")
                ;;
            file | directory)
                compopt -o filenames 2>/dev/null
                while IFS= read -r candidate; do candidates+=("$candidate"); done \
                    < <(compgen -A "$kind" -- "$typed")
                ;;
            esac
            for candidate in "${candidates[@]}"; do
                [[ $candidate == "$typed"* ]] || continue
                candidate=$head$candidate
                COMPREPLY+=("${candidate#"$kept"}")
            done
            # The value follows.
            [[ ${#COMPREPLY[@]} -ne 1 || ${COMPREPLY[0]} != *= ]] || compopt -o nospace 2>/dev/null || :
        }


        """#
}
