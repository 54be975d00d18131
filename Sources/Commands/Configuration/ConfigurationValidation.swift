import CommandLineKit
import Documents
import Reports

/// `config validate`: everything that is wrong with the file and with what it names.
struct ConfigurationValidation {
    let options: ConfigCommand.Options
    let line: ParsedCommand
    let environment: Environment

    func run() throws(CommandFailure) -> ExitStatus {
        guard let location = try ConfigurationLocation.find(line, environment.variables) else {
            throw CommandFailure(
                .usage, "no configuration file: HOME is not set", hint: "use --config FILE")
        }
        var (configuration, problems) = ConfigurationReader.read(location, environment.variables)
        if !configuration.exists, problems.isEmpty {
            throw CommandFailure(
                .usage, "\(escaped(location.path)): the configuration file does not exist",
                hint: "create it (see man 5 kubelb-ctl-config), or use another file with --config FILE")
        }
        problems =
            (problems + (try ConfigurationCheck(configuration: configuration, environment: environment).problems()))
            .inOrder
        let query = try options.choice.query?.query()
        switch options.choice.format {
        case .json:
            let value = value(configuration, problems)
            environment.writeOutput(
                try query?.output(of: OutputDocument(value, listing: "problems"))
                    ?? ConfigCommand.json(value))
        case .yaml:
            environment.writeOutput(String(decoding: value(configuration, problems).yamlEncoded(), as: UTF8.self))
        case .table: write(configuration, problems)
        }
        return problems.isEmpty ? .success : .usage
    }

    private func write(_ configuration: Configuration, _ problems: [ConfigurationProblem]) {
        for problem in problems { environment.writeError(problem.failure().text) }
        guard problems.isEmpty else { return }
        let count = configuration.pairs.count
        environment.writeOutput("\(escaped(configuration.path ?? "")): ok, \(count) pair\(count == 1 ? "" : "s")\n")
    }

    private func value(_ configuration: Configuration, _ problems: [ConfigurationProblem]) -> JSONValue {
        func number(_ number: Int?) -> JSONValue { number.map { .number(JSONNumber($0)) } ?? .null }
        return [
            "apiVersion": "kubelb-ctl/v1", "kind": "ConfigValidation",
            "path": configuration.path.map { .string($0) } ?? .null, "valid": .bool(problems.isEmpty),
            "pairs": .array(configuration.pairNames.map { .string($0) }),
            "problems": .array(
                problems.map { problem in
                    [
                        "line": number(problem.place?.line), "column": number(problem.place?.column),
                        "message": .string(problem.message), "hint": problem.hint.map { .string($0) } ?? .null,
                    ]
                }),
        ]
    }
}
