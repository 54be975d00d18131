import CommandLineKit

/// `kubelb-sandbox example`: writes a bundle.
enum ExampleCommand {
    static var spec: CommandSpec {
        CommandSpec(
            name: "example",
            summary: "Write a bundle of two small example clusters",
            discussion: "The clusters are healthy except for the selected fault:\n"
                + ExampleFault.all.map { "\($0.name): \($0.summary)." }.joined(separator: "\n"),
            arguments: [
                ArgumentSpec(
                    placeholder: "DIR", summary: "A directory that does not exist yet", isRepeated: false,
                    isOptional: false)
            ],
            options: [
                OptionSpec(
                    name: "fault", kind: .value(placeholder: "NAME"), choices: ExampleFault.all.map(\.name),
                    defaultValue: "none", summary: "Include this fault", group: "Example")
            ],
            examples: [
                (
                    "kubelb-sandbox example --fault no-endpoints ./bundle",
                    "Write an example with a Service without ready endpoints"
                )
            ])
    }

    static func run(_ command: ParsedCommand) throws {
        let name = command.value("fault") ?? "none"
        guard let fault = ExampleFault.named(name), let directory = command.arguments.first else {
            throw UsageError(message: "example needs a directory")
        }
        try BundleWriter.write(ExamplePair(changes: fault.changes).files, to: directory)
        StandardStream.output.write("wrote \(directory): \(fault.summary)\n")
    }
}
