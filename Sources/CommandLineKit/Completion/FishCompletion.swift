/// Writes the completion script for fish. Everything static is in the script, and names are requested from the tool.
package struct FishCompletion {
    private let outline: CompletionOutline
    private let name: String

    private init(_ table: CommandTable) {
        outline = CompletionOutline(table)
        name = "__" + ShellText.identifier(table.toolName)
    }

    /// - Parameters:
    ///   - table: The tool.
    ///   - aliases: Other names under which it is called.
    /// - Returns: The script.
    package static func script(for table: CommandTable, aliases: [String] = []) -> String {
        FishCompletion(table).script(aliases)
    }

    private func script(_ aliases: [String]) -> String {
        let tool = outline.table.toolName
        let program = Self.program.replacing("_TOOL_", with: name + "_").replacing("TOOL", with: tool)
            .replacing("VALUE_OPTIONS", with: outline.valueOptions.joined(separator: " "))
            .replacing("COMMAND_CASES\n", with: cases)
        var lines = [
            ShellText.heading(tool, shell: "fish") + "# Loaded by: \(tool) completion fish | source\n", program,
            "complete -c \(tool) -e", "complete -c \(tool) -f",
        ]
        for entry in outline.entries { lines += rows(of: entry) }
        lines += aliases.map { "complete -c \($0) -w \(tool)" }
        return lines.joined(separator: "\n") + "\n"
    }

    private var cases: String {
        outline.entries.compactMap { entry in
            entry.parent.map { parent in
                let patterns = entry.names.map { quoted("\(parent)/\($0)") }.joined(separator: " ")
                return "        case \(patterns)\n            echo \(quoted(entry.path))\n"
            }
        }.joined()
    }

    private func rows(of entry: CompletionOutline.Entry) -> [String] {
        let start = "complete -c \(outline.table.toolName)"
        var rows: [String] = []
        for command in entry.subcommands {
            rows.append(
                "\(start) -n \(quoted("\(name)_at \(quoted(entry.path)) 0")) -a \(command.name) -d \(quoted(command.summary))"
            )
        }
        for (position, argument) in entry.arguments.enumerated() {
            guard let values = values(outline.completion(of: argument)) else { continue }
            let places = argument.isRepeated ? "\(position) more" : "\(position)"
            rows.append(
                "\(start) -n \(quoted("\(name)_at \(quoted(entry.path)) \(places)")) -k \(values)")
        }
        for option in entry.options {
            rows.append("\(start) -n \(quoted("\(name)_in \(quoted(entry.path))")) \(flags(option))")
            for alias in option.aliases {
                // Understood once it is typed, and not offered.
                let condition = "\(name)_in \(quoted(entry.path)); and \(name)_after --\(alias)"
                rows.append("\(start) -n \(quoted(condition)) \(flags(option, as: alias))")
            }
            if option.negatable {
                rows.append(
                    "\(start) -n \(quoted("\(name)_in \(quoted(entry.path))")) -l no-\(option.name)"
                        + " -d \(quoted("Not: \(option.summary)"))")
            }
        }
        return rows
    }

    private func flags(_ option: OptionSpec, as alias: String? = nil) -> String {
        var words = ["-l \(alias ?? option.name)"]
        if let short = option.short, alias == nil { words.append("-s \(short)") }
        if option.placeholder != nil {
            let kind = outline.completion(of: option)
            if option.needsValue { words.append(kind == .file ? "-r" : "-x") }
            if let values = values(kind) { words.append("-k " + values) }
        }
        return (words + ["-d \(quoted(option.summary))"]).joined(separator: " ")
    }

    private func values(_ kind: CompletionKind) -> String? {
        switch kind {
        case .none, .command: nil
        case .file: "-F"
        case .directory: "-a \(quoted("(__fish_complete_directories (\(name)_typed))"))"
        case .dynamic(let list): "-a \(quoted("(\(name)_ask \(list))"))"
        case .list(let candidates):
            "-a \(quoted("(\(name)_list \(candidates.map(written).joined(separator: " ")))"))"
        case .words(let candidates):
            // fish splits the text at blanks, and the words at tabs, and expands what is between.
            "-a \(quoted(candidates.map(written).joined(separator: " ")))"
        }
    }

    private func written(_ candidate: CompletionCandidate) -> String {
        guard !candidate.description.isEmpty else { return candidate.word }
        return "\(candidate.word)\\t\(quoted(candidate.description))"
    }

    /// In single quotes, in which fish reads \\ and \'.
    private func quoted(_ text: String) -> String {
        var shown = ""
        for character in text {
            if character == "\\" || character == "'" { shown.append("\\") }
            shown.append(character)
        }
        return "'\(shown)'"
    }

    /// The part that is the same for every tool. `_TOOL_` stands for the prefix of the functions, `TOOL` for the tool.
    private static let program = #"""
        # What a word names behind a command.
        function _TOOL_command
            switch "$argv[1]/$argv[2]"
        COMMAND_CASES
                case '*'
                    return 1
            end
        end

        # The command of the line in its first line, in the second how many arguments it has before the cursor.
        function _TOOL_line
            set -l words (commandline -opc)
            set -e words[1]
            set -l path ''
            set -l count 0
            set -l pending ''
            set -l ended ''
            set -l with_value VALUE_OPTIONS
            for word in $words
                if test -n "$pending"
                    set pending ''
                else if test -n "$ended"
                    set count (math $count + 1)
                else if test "$word" = --
                    set ended yes
                else if string match -q -- '--*' $word
                    contains -- $word $with_value; and set pending $word
                else if string match -q -- '-?*' $word
                    # In -An the last letter takes the next word; in -nshop the first one has its value.
                    for letter in (string split '' -- (string sub -s 2 -- $word))
                        contains -- "-$letter" $with_value; or continue
                        string match -q -- "*$letter" $word; and set pending $word
                        break
                    end
                else if test $count -eq 0; and _TOOL_command "$path" "$word" >/dev/null
                    set path (_TOOL_command "$path" "$word")
                else
                    set count (math $count + 1)
                end
            end
            printf '%s\n' "$path" $count
        end

        # Whether the line is of a command.
        function _TOOL_in
            set -l line (_TOOL_line)
            test "$line[1]" = "$argv[1]"
        end

        # Whether the cursor is at an argument of a command: at a position, or, with a third word, behind it as well.
        function _TOOL_at
            set -l line (_TOOL_line)
            test "$line[1]" = "$argv[1]"; or return 1
            if set -q argv[3]
                test $line[2] -ge $argv[2]
            else
                test $line[2] -eq $argv[2]
            end
        end

        # Whether the cursor is at the value of an option.
        function _TOOL_after
            set -l words (commandline -opc)
            test "$words[-1]" = "$argv[1]"; or string match -q -- "$argv[1]=*" (commandline -ct)
        end

        # What is typed of the value at the cursor.
        function _TOOL_typed
            string replace -r -- '^(--[^=]*=|-[A-Za-z]=?)' '' (commandline -ct)
        end

        # Words behind those of a list that are typed already.
        function _TOOL_list
            set -l before (string match -r -- '^.*,' (_TOOL_typed))
            for word in $argv
                echo "$before$word"
            end
        end

        # Asks the tool itself for names, with the other words of the line.
        function _TOOL_ask
            set -l words (commandline -opc)
            set -l program (string replace -r '^~/' "$HOME/" -- $words[1])
            type -q -- $program; or set program TOOL
            set -e words[1]
            $program __complete $argv[1] -- $words (_TOOL_typed) 2>/dev/null </dev/null
        end

        """#
}
