import CommandLineKit

/// The completion scripts as they are printed and installed.
package enum CompletionScripts {
    /// In the order in which they are named.
    package static let shells = ["bash", "zsh", "fish"]

    /// nil for a shell that there is none for.
    package static func script(for shell: String) -> String? {
        switch shell {
        case "bash": BashCompletion.script(for: CommandTables.table, aliases: [Tool.pluginName])
        case "zsh": ZshCompletion.script(for: CommandTables.table, aliases: [Tool.pluginName])
        case "fish": FishCompletion.script(for: CommandTables.table, aliases: [Tool.pluginName])
        default: nil
        }
    }

    /// The program that kubectl runs to complete the words of its plugin.
    package static let kubectlShim = """
        #!/bin/sh
        # kubectl runs this to complete `kubectl kubelb-ctl …`. Install it in PATH next to the link \(Tool.pluginName).
        \(Tool.name) __complete kubectl -- "$@" 2>/dev/null || echo :4

        """
}
