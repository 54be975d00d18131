import CommandLineKit

/// What kubelb-sandbox does with its words.
package enum SandboxProgram {
    /// Returns the exit status: 0 done, 1 failed, 2 usage.
    package static func run(_ words: [String]) async -> Int32 {
        do {
            let parsed = try SandboxTable.table.parse(words)
            guard !parsed.wantsHelp, let command = parsed.path.first else {
                let help =
                    parsed.spec.map { HelpRenderer.render($0, in: SandboxTable.table, width: 100) }
                    ?? HelpRenderer.render(SandboxTable.table, width: 100)
                StandardStream.output.write(help)
                return 0
            }
            switch command {
            case ServeCommand.spec.name: try await ServeCommand.run(parsed)
            case UpCommand.spec.name: try await UpCommand.run(parsed, words: words)
            case DownCommand.spec.name: try await DownCommand.run(parsed)
            case StatusCommand.spec.name: try await StatusCommand.run(parsed)
            case FaultCommand.spec.name: try await FaultCommand.run(parsed)
            case ControllerCommands.ccm.name: try await ControllerCommands.runCCM(parsed)
            case ControllerCommands.manager.name: try await ControllerCommands.runManager(parsed)
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

    static let withoutServers = CommandFailure(
        message: "this kubelb-sandbox was built without its servers",
        hint: "run: swift build --traits Sandbox --product kubelb-sandbox")
}
