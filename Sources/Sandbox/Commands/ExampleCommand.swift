import CommandLineKit

/// `kubelb-sandbox example`: writes a bundle.
enum ExampleCommand {
    private struct Options: OptionGroup {
        var fault = ExampleFault.all[0]
        private(set) var arguments: [String] = []

        static let heading = "Example"
        static var options: [OptionRow<Options>] {
            [.value(\.fault, "fault", .choice("NAME", ExampleFault.all, name: \.name), "Include this fault")]
        }

        mutating func check(_ given: GivenOptions<Options>) { arguments = given.line.arguments }
    }

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
            options: Options.options.specs(),
            examples: [
                (
                    "kubelb-sandbox example --fault no-endpoints ./bundle",
                    "Write an example with a Service without ready endpoints"
                )
            ])
    }

    static func run(_ command: ParsedCommand) throws {
        let options = try Options(command)
        guard let directory = options.arguments.first else { throw UsageError(message: "example needs a directory") }
        let fault = options.fault
        try BundleWriter.write(ExamplePair(changes: fault.changes).files, to: directory)
        StandardStream.output.write("wrote \(directory): \(fault.summary)\n")
    }
}
