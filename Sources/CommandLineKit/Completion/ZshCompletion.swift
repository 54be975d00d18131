/// Writes the completion script for zsh, for a directory in `fpath` or to be sourced. Everything static is in the script,
/// and names are requested from the tool.
package struct ZshCompletion {
    private let outline: CompletionOutline
    private let name: String
    /// Words with descriptions become functions of their own; their numbers.
    private let lists: [CompletionKind]

    private init(_ table: CommandTable) {
        outline = CompletionOutline(table)
        name = "_" + table.toolName
        let outline = outline
        let kinds =
            outline.optionValues.map(\.kind)
            + outline.entries.flatMap { $0.arguments.map { outline.completion(of: $0) } }
        lists = kinds.filter(Self.isDescribed).distinct()
    }

    private static func isDescribed(_ kind: CompletionKind) -> Bool {
        switch kind {
        case .list: return true
        case .words(let candidates): return candidates.contains { !$0.description.isEmpty || $0.word.hasSuffix("=") }
        default: return false
        }
    }

    /// - Parameters:
    ///   - table: The tool.
    ///   - aliases: Other names under which it is called.
    /// - Returns: The script.
    package static func script(for table: CommandTable, aliases: [String] = []) -> String {
        ZshCompletion(table).script(aliases)
    }

    private func script(_ aliases: [String]) -> String {
        let tool = outline.table.toolName
        let names = ([tool] + aliases).joined(separator: " ")
        var text = "#compdef \(names)\n" + ShellText.heading(tool, shell: "zsh")
        text += "# Loaded from a directory of fpath as \(name), or by: source <(\(tool) completion zsh)\n\n"
        text += Self.program.replacing("_TOOL_", with: name + "_").replacing("TOOL", with: tool)
        for (number, list) in lists.enumerated() { text += function("words_\(number)", list) }
        for entry in outline.entries { text += function(of: entry) }
        return text + """
            if [[ $funcstack[1] == \(name) ]]; then
                \(name)_begin
            elif (( $+functions[compdef] )); then
                compdef \(name)_begin \(names)
            fi

            """
    }

    private func function(_ suffix: String, _ kind: CompletionKind) -> String {
        var body = ""
        switch kind {
        case .list(let candidates):
            body = array("found", candidates) + "    compset -P '*,'\n    _describe -t values value found\n"
        case .words(let candidates):
            // The value follows the equals sign.
            let open = candidates.filter { $0.word.hasSuffix("=") }
            body = array("found", candidates.filter { !$0.word.hasSuffix("=") })
            body += open.isEmpty ? "" : array("open", open)
            body += "    _describe -t values value found\(open.isEmpty ? "" : " -- open -S ''")\n"
        default: return ""
        }
        return "\(name)_\(suffix)() {\n" + body + "}\n\n"
    }

    private func array(_ name: String, _ candidates: [CompletionCandidate]) -> String {
        "    local -a \(name)=(\n" + candidates.map { "        \(ShellText.quoted(described($0)))\n" }.joined()
            + "    )\n"
    }

    /// `word:description`.
    private func described(_ candidate: CompletionCandidate) -> String {
        escaped(candidate.word, ":\\") + (candidate.description.isEmpty ? "" : ":" + candidate.description)
    }

    private func escaped(_ text: String, _ characters: String) -> String {
        String(text.flatMap { characters.contains($0) ? ["\\", $0] : [$0] })
    }

    // MARK: One function a command

    private func functionName(_ path: String) -> String {
        name + "_at" + (path.isEmpty ? "" : "_" + path.replacing(" ", with: "_"))
    }

    private func function(of entry: CompletionOutline.Entry) -> String {
        var specifications = entry.options.flatMap { specification($0, isHidden: false) }
        if !entry.subcommands.isEmpty {
            // Options of commands may stand before them; they are passed over without being offered.
            let shown = Set(entry.options.flatMap(CompletionOutline.spellings))
            let others = outline.table.allOptions.filter { option in
                CompletionOutline.spellings(option).allSatisfy { !shown.contains($0) }
            }
            var seen: Set<String> = []
            specifications += others.filter { seen.insert($0.name).inserted }
                .flatMap { specification($0, isHidden: true) }
            let function = "\(functionName(entry.path))_commands"
            specifications += [ShellText.quoted("1: :\(function)"), ShellText.quoted("*:: :->argument")]
        }
        for (position, argument) in entry.arguments.enumerated() {
            let place = argument.isRepeated ? "*" : "\(position + 1)"
            let optional = argument.isOptional && !argument.isRepeated ? ":" : ""
            specifications.append(
                ShellText.quoted(
                    "\(place):\(optional)\(message(argument.placeholder)):\(action(outline.completion(of: argument)))"))
        }
        let list = specifications.map { " \\\n        \($0)" }.joined()
        guard !entry.subcommands.isEmpty else {
            return "\(functionName(entry.path))() {\n    _arguments -s -S\(list)\n}\n\n"
        }
        return """
            \(functionName(entry.path))_commands() {
                local -a found=(
            \(outline.commands(below: entry.path).map { "        \(ShellText.quoted(described($0)))\n" }.joined())    )
                _describe -t commands command found
            }

            \(functionName(entry.path))() {
                local curcontext=$curcontext context state state_descr line
                typeset -A opt_args
                _arguments -C -s -S -A "-*"\(list) && return
                [[ $state == argument ]] || return
                case $words[1] in
            \(arms(entry))    esac
            }


            """
    }

    private func arms(_ entry: CompletionOutline.Entry) -> String {
        outline.entries.filter { $0.parent == entry.path }
            .map { "    \($0.names.joined(separator: " | "))) \(functionName($0.path)) ;;\n" }.joined()
    }

    /// As `_arguments` wants it, one word for each spelling.
    private func specification(_ option: OptionSpec, isHidden: Bool) -> [String] {
        let spellings = CompletionOutline.spellings(option)
        let offered = Set(CompletionOutline.offered(option).map(\.word))
        let start =
            option.repeatable ? "*" : (spellings.count > 1 ? "(\(spellings.joined(separator: " ")))" : "")
        let kind = isHidden ? .none : outline.completion(of: option)
        return spellings.map { spelling in
            let hidden = isHidden || !offered.contains(spelling)
            let isShort = !spelling.hasPrefix("--")
            var text = (hidden ? "!" : "") + (hidden && option.repeatable ? "*" : hidden ? "" : start) + spelling
            if let placeholder = option.placeholder {
                let mark: String
                switch option.kind {
                case .optionalValue: mark = isShort ? "" : "=-"
                default: mark = isShort ? "+" : "="
                }
                text += mark + "[\(bracketed(option.summary))]"
                let optional = mark == "=-" ? ":" : ""
                if !mark.isEmpty { text += ":\(optional)\(message(placeholder)):\(action(kind))" }
            } else {
                text += "[\(bracketed(option.summary))]"
            }
            return ShellText.quoted(text)
        }
    }

    private func bracketed(_ text: String) -> String { escaped(text, "[]\\") }

    private func message(_ placeholder: String) -> String { escaped(placeholder, ":\\") }

    /// With a blank at its start where a function is to be called with these words and no others.
    private func action(_ kind: CompletionKind) -> String {
        switch kind {
        case .none, .command: return " "
        case .file: return "_files"
        case .directory: return "_files -/"
        case .dynamic(let list): return " \(name)_ask \(list)"
        case .words(let candidates), .list(let candidates):
            if let number = lists.firstIndex(of: kind) { return " \(name)_words_\(number)" }
            return "(\(candidates.map(\.word).joined(separator: " ")))"
        }
    }

    /// The part that is the same for every tool. `_TOOL_` stands for the prefix of the functions, `TOOL` for the tool.
    private static let program = #"""
        # Asks the tool itself for names, with the other words of the line.
        _TOOL_ask() {
            local program=${${(Q)tool_words[1]}/#\~\//$HOME/} line
            (( $+commands[$program] )) || [[ $program == */* && -x $program ]] || program=TOOL
            local -a found open
            for line in "${(@f)$($program __complete $1 -- "${(@)tool_words[2,tool_current-1]}" \
                "${(@)tool_words[tool_current+1,-1]}" "$PREFIX" 2>/dev/null </dev/null)}"; do
                [[ -n $line ]] || continue
                if [[ $line == *= ]]; then
                    # The value follows.
                    open+=("${${line//\\/\\\\}//:/\\:}")
                elif [[ $line == *$'\t'* ]]; then
                    found+=("${${${line%%$'\t'*}//\\/\\\\}//:/\\:}:${line#*$'\t'}")
                else
                    found+=("${${line//\\/\\\\}//:/\\:}")
                fi
            done
            (( $#open )) && _describe -t $1 $1 open -S ''
            _describe -t $1 $1 found
        }

        _TOOL_begin() {
            local -a tool_words=("${words[@]}")
            local tool_current=$CURRENT
            _TOOL_at
        }


        """#
}
