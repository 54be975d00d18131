/// A command that can be pasted into a POSIX shell as it is, made of words that cannot be read as anything but words.
package struct ShellCommand: Sendable, Hashable {
    /// What is printed. Several lines if there are several commands, or a pipe is continued.
    package let text: String

    private init(text: String) { self.text = text }

    /// A program with its arguments.
    ///
    /// A value that begins with `-` where a name is expected would be read as an option. Kubernetes allows no such name;
    /// one is joined to the word before it as kubectl's TYPE/NAME, so that it is refused instead.
    package init(_ words: ShellWords) {
        var texts: [String] = []
        var isAfterOption = true
        for word in words.words {
            if word.mayBeOption, !isAfterOption {
                texts[texts.count - 1] += "/" + word.text
            } else {
                texts.append(word.text)
            }
            isAfterOption = word.isOption
        }
        text = texts.joined(separator: " ")
    }

    /// One command after another, each on a line of its own.
    package init(lines commands: [ShellCommand]) {
        text = commands.map(\.text).joined(separator: "\n")
    }

    /// `this | next`; `onNewLine` continues it on a line of its own.
    package func piped(into next: ShellCommand, onNewLine: Bool = false) -> ShellCommand {
        ShellCommand(text: text + (onNewLine ? " \\\n  | " : " | ") + next.text)
    }

    package func then(_ next: ShellCommand) -> ShellCommand { ShellCommand(lines: [self, next]) }

    /// `this; next`, on one line.
    package func followed(by next: ShellCommand) -> ShellCommand { ShellCommand(text: "\(text); \(next.text)") }

    /// `this > file`.
    package func writing(to file: String) -> ShellCommand { ShellCommand(text: "\(text) > \(Shell.quote(file))") }

    /// `this </dev/null`.
    package var withoutInput: ShellCommand { ShellCommand(text: text + " </dev/null") }

    /// The command with further arguments on a line of its own.
    package func continued(_ words: ShellWords) -> ShellCommand {
        ShellCommand(text: text + " \\\n  " + ShellCommand(words).text)
    }
}
