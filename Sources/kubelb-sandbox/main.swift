import CommandLineKit
import Sandbox

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Words in, status out: 0 done, 1 failed, 2 usage.
func run(_ words: [String]) -> Int32 {
    do {
        let parsed = try SandboxTable.table.parse(words)
        guard !parsed.wantsHelp, parsed.path.first == "example" else {
            let command = SandboxTable.table.commands.first { $0.name == parsed.path.first }
            print(
                command.map { HelpRenderer.render($0, in: SandboxTable.table, width: 100) }
                    ?? HelpRenderer.render(SandboxTable.table, width: 100), terminator: "")
            return 0
        }
        let name = parsed.value("fault") ?? "none"
        guard let fault = ExampleFault.named(name), let directory = parsed.arguments.first else { return 2 }
        try BundleWriter.write(ExamplePair(changes: fault.changes).files, to: directory)
        print("wrote \(directory): \(fault.summary)")
        return 0
    } catch let error as UsageError {
        report("error: \(error.message)", error.hint)
        return 2
    } catch {
        report("error: \(error)", nil)
        return 1
    }
}

func report(_ message: String, _ hint: String?) {
    StandardStream.error.write(message + "\n" + (hint.map { "hint: \($0)\n" } ?? ""))
}

exit(run(Array(CommandLine.arguments.dropFirst())))
