import CommandLineKit

/// `kubelb-ctl completion SHELL`: the script that makes a shell complete the tool's command lines.
struct CompletionCommand: Subcommand {
    var specification: CommandSpec {
        CommandSpec(
            name: "completion",
            summary: "Print the completion script for a shell",
            discussion: """
                Subcommands, options, formats and codes stand in the script; contexts, namespaces, Services and tenants are \
                asked for when they are needed, for two seconds at most, with the options that are typed by then.
                A link called kubectl-kubelb_ctl makes the tool a plugin, kubectl kubelb-ctl. kubectl completes it where \
                kubectl_complete-kubelb_ctl, a script that is installed with the tool, is in PATH as well.
                """,
            arguments: [
                ArgumentSpec(
                    placeholder: "SHELL", summary: "bash, zsh or fish",
                    completion: .words(CompletionScripts.shells.map { CompletionCandidate($0) }))
            ],
            options: [],
            examples: [
                ("source <(kubelb-ctl completion bash)", "For this bash; in ~/.bashrc for every one"),
                ("kubelb-ctl completion zsh > ~/.zsh/functions/_kubelb-ctl", "For zsh, in a directory of fpath"),
                (
                    "kubelb-ctl completion fish > ~/.config/fish/completions/kubelb-ctl.fish",
                    "For every fish"
                ),
            ])
    }

    func run(_ parsed: ParsedCommand, in environment: Environment) throws(CommandFailure) -> ExitStatus {
        let shell = parsed.arguments.first ?? ""
        guard let script = CompletionScripts.script(for: shell) else {
            let near = nearest(to: shell, in: CompletionScripts.shells).first
            throw CommandFailure(
                .usage, "there is no completion for \(quoted(shell))",
                hint: near.map { "did you mean \($0)?" } ?? "one of \(CompletionScripts.shells.joined(separator: ", "))"
            )
        }
        environment.writeOutput(TerminalText.own(script))
        return .success
    }
}
