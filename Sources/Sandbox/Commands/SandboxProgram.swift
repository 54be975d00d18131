import CommandLineKit

/// What kubelb-sandbox does with its words.
package enum SandboxProgram {
    /// Returns the exit status: 0 done, 1 failed, 2 usage.
    package static func run(_ words: [String]) async -> Int32 {
        do {
            let parsed = try SandboxTable.table.parse(words)
            guard !parsed.wantsHelp, let command = parsed.path.first else {
                let spec = SandboxTable.table.commands.first { $0.name == parsed.path.first }
                let help =
                    spec.map { HelpRenderer.render($0, in: SandboxTable.table, width: 100) }
                    ?? HelpRenderer.render(SandboxTable.table, width: 100)
                StandardStream.output.write(help)
                return 0
            }
            switch command {
            case ServeCommand.spec.name: try await ServeCommand.run(parsed)
            default: try ExampleCommand.run(parsed)
            }
            return 0
        } catch let error as UsageError {
            report(error.message, hint: error.hint)
            return 2
        } catch let error as CommandFailure {
            report(error.message, hint: error.hint)
            return 1
        } catch {
            report("\(error)", hint: nil)
            return 1
        }
    }

    private static func report(_ message: String, hint: String?) {
        StandardStream.error.write("error: \(message)\n" + (hint.map { "hint: \($0)\n" } ?? ""))
    }
}

/// Why a command was not done, and what to do about it.
struct CommandFailure: Error, Sendable {
    let message: String
    let hint: String?
}
