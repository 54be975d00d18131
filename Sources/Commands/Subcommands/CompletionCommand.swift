import CommandLineKit

/// `kubelb-ctl completion SHELL`: the script that makes a shell complete the tool's command lines.
struct CompletionCommand: Subcommand {
    var specification: CommandSpec {
        CommandSpec(
            name: "completion",
            summary: "Print the completion script for a shell",
            discussion: """
                The script contains subcommands, options, formats and check codes. Contexts, namespaces, Services and tenants are \
                looked up on demand, for two seconds at most, with the options typed so far.
                A link named kubectl-kubelb_ctl makes the tool available as a plugin: kubectl kubelb-ctl. kubectl completes the \
                plugin if kubectl_complete-kubelb_ctl, a script installed with the tool, is also in PATH.
                """,
            arguments: [
                ArgumentSpec(
                    placeholder: "SHELL", summary: "bash, zsh or fish",
                    completion: .words(CompletionScripts.shells.map { CompletionCandidate($0) }))
            ],
            examples: [
                (
                    "source <(kubelb-ctl completion bash)",
                    "Load completion into this bash; add it to ~/.bashrc for every session"
                ),
                (
                    "kubelb-ctl completion zsh > ~/.zsh/functions/_kubelb-ctl",
                    "Install for zsh, in a directory of fpath"
                ),
                (
                    "kubelb-ctl completion fish > ~/.config/fish/completions/kubelb-ctl.fish",
                    "Install for fish"
                ),
            ])
    }

    func run(_ options: ArgumentsOnly, in environment: Environment) throws(CommandFailure) -> ExitStatus {
        let shell = options.arguments.first ?? ""
        guard let script = CompletionScripts.script(for: shell) else {
            let near = nearest(to: shell, in: CompletionScripts.shells).first
            throw CommandFailure(
                .usage, "no completion script for \(quoted(shell))",
                hint: near.map { "did you mean \($0)?" }
                    ?? "must be one of \(CompletionScripts.shells.joined(separator: ", "))"
            )
        }
        environment.writeOutput(TerminalText.own(script))
        return .success
    }
}
