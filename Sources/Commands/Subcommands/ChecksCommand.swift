import CommandLineKit
import Diagnosis
import Documents
import Reports

/// `kubelb-ctl checks`: the catalogue. Offline.
struct ChecksCommand: Subcommand {
    struct Options: OptionGroup {
        var choice = OutputChoice(ListFormat.table)
        var showsHeaders = true

        static var options: [OptionRow<Self>] {
            [
                .output(\.choice, ListFormat.allCases),
                .flag(
                    \.showsHeaders, "no-headers", sets: false, "Print tables without headers", group: "Output"),
            ]
        }
    }

    var specification: CommandSpec {
        CommandSpec(
            name: "checks",
            summary: "List all checks with their codes",
            discussion: "Does not contact a cluster. Run kubelb-ctl explain CODE for details of a check.",
            options: Self.options.specs(),
            examples: [
                ("kubelb-ctl checks", "List all checks"),
                ("kubelb-ctl checks -o json", "List them as JSON, for a script"),
            ])
    }

    func run(_ options: Options, in environment: Environment) throws(CommandFailure) -> ExitStatus {
        let all = Catalogue.checks.map(\.documentation)
        if let query = try options.choice.query?.query() {
            environment.writeOutput(
                try query.output(of: OutputDocument(value(all), listing: "items"), showsHeaders: options.showsHeaders))
            return .success
        }
        switch options.choice.format {
        case .json: environment.writeOutput(String(decoding: value(all).encoded(pretty: true), as: UTF8.self) + "\n")
        case .yaml: environment.writeOutput(String(decoding: value(all).yamlEncoded(), as: UTF8.self))
        case .name: environment.writeOutput(all.map { "\($0.code)\n" }.joined())
        case .table: environment.writeOutput(table(all, options.showsHeaders, width: environment.terminalWidth))
        }
        return .success
    }

    private func table(_ all: [CheckDocumentation], _ showsHeaders: Bool, width: Int?) -> String {
        var lines: [String] = []
        for group in CheckGroup.allCases {
            let members = all.filter { $0.code.group == group }
            guard !members.isEmpty else { continue }
            if showsHeaders { lines += (lines.isEmpty ? [] : [""]) + [group.title] }
            for member in members {
                let severity = member.severity.keyword
                let head = "  \(member.code)  \(severity)\(String(repeating: " ", count: 9 - severity.count))"
                lines.append(
                    head + (width.map { truncateMiddle(member.title, to: max(20, $0 - head.count)) } ?? member.title))
            }
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private func value(_ all: [CheckDocumentation]) -> JSONValue {
        [
            "apiVersion": "kubelb-ctl/v1", "kind": "CheckList",
            "items": .array(
                all.map { check in
                    [
                        "code": .string(check.code.description), "title": .string(check.title),
                        "severity": .string(check.severity.keyword),
                        "stage": check.stage.map { .string($0.keyword) } ?? .null,
                        "inputs": .array(check.inputs.map { .string($0.description) }),
                        "optionalInputs": .array(check.optionalInputs.map { .string($0.description) }),
                        "causedBy": .array(check.causedBy.map { .string($0.description) }),
                        "meaning": .string(check.meaning), "impact": .string(check.impact),
                        "mending": .string(check.mending),
                    ]
                }),
        ]
    }
}
