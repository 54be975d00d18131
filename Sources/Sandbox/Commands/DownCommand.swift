import CommandLineKit

#if Sandbox
    import FoundationEssentials

    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #endif
#endif

/// `kubelb-sandbox down`: ends a sandbox that runs elsewhere.
enum DownCommand {
    static var spec: CommandSpec {
        CommandSpec(
            name: "down", summary: "Stop the sandbox",
            discussion: "Also removes the files of a sandbox that was killed.",
            options: RunningSandboxOptions.options.specs(),
            examples: [("kubelb-sandbox down", "Stop the sandbox in the default directory")])
    }

    #if Sandbox
        static func run(_ command: ParsedCommand) async throws {
            let directory = try RunningSandboxOptions(command).directory.path()
            guard FileManager.default.fileExists(atPath: "\(directory)/lock") else {
                throw CommandFailure(message: "no sandbox is running in \(directory)", hint: nil)
            }
            guard let running = try? StateDirectory.running(in: directory) else {
                // Throws where one is about to start.
                try StateDirectory(taking: directory).remove()
                StandardStream.output.write("no sandbox was running in \(directory); its leftover files were removed\n")
                return
            }
            do {
                _ = try await ControlClient(directory: directory).ask(.stop)
            } catch {
                kill(pid_t(running.process), SIGTERM)
            }
            for _ in 0..<200 {
                if !FileManager.default.fileExists(atPath: "\(directory)/lock") {
                    StandardStream.output.write("stopped\n")
                    return
                }
                try await Task.sleep(for: .milliseconds(50))
            }
            throw CommandFailure(
                message: "the sandbox in \(directory) does not stop", hint: "kill -9 \(running.process)")
        }
    #else
        static func run(_ command: ParsedCommand) async throws { throw CommandFailure.withoutServers }
    #endif
}
