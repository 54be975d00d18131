import CommandLineKit
import Testing

@testable import Commands

/// Every option of the commands is a property that is declared once, and help shows the value that it has.
@Suite struct OptionGroupTests {
    /// What is wrong with the options of a command: properties that no row fills, or two.
    private static func defects<Command: Subcommand>(of command: Command) -> [String] {
        let names = Command.Options.options.specs().map(\.name)
        let repeated = Set(names.filter { name in names.count { $0 == name } > 1 })
        let unknown = Command.options.specs().map(\.name).filter { !names.contains($0) }
        return repeated.map { "\($0) is declared twice" } + unknown.map { "\($0) is not an option of the group" }
    }

    @Test func rowsAreDeclaredOnce() {
        for command in Tool.commands {
            #expect(Self.defects(of: command) == [], "\(command.specification.name)")
        }
    }

    @Test func namesFollowProperties() {
        #expect(SourceOptions.name(of: \.namedManagement.path) == "management-kubeconfig")
        #expect(InspectionOptions.name(of: \.source.bundle) == "from-bundle")
        #expect(InspectionOptions.name(of: \.source.evidence.readsLogs) == "no-logs")
        #expect(InspectionOptions.name(of: \.output.style.color) == "color")
        // Not an option.
        #expect(InspectionOptions.name(of: \.output.isVerbose) == "")
    }

    /// The property paths that code names are options, all of them.
    @Test func namedPropertiesAreOptions() {
        let configured = ConfigurationKeys.settings.map(\.name) + ConfigurationKeys.settings.compactMap(\.variable)
        #expect(!configured.contains(""))
        #expect(
            ConfigurationKeys.settings.compactMap(\.variable).sorted() == [
                "KUBELB_CTL_MANAGEMENT_CONTEXT", "KUBELB_CTL_MANAGEMENT_KUBECONFIG", "TENANT_NAME",
            ])
    }

    @Test func valuesAreRead() throws {
        let line = try CommandTables.table.parse([
            "status", "svc/web", "-n", "shop", "--no-logs", "--mgmt-as-group", "a", "--management-as-group=b",
            "--management-context", "m",
            "--fail-on", "warning", "-o", "wide", "-q", "--wait", "--interval", "1m30s", "--chunk-size", "7",
        ])
        let options = try InspectionOptions(line, StatusCommand.options)
        #expect(options.selection.arguments == [.named(namespace: nil, name: "web")])
        #expect(options.selection.namespace == "shop")
        #expect(!options.source.evidence.readsLogs && options.source.evidence.readsMetrics)
        #expect(options.source.namedManagement.impersonatedGroups == ["a", "b"])
        #expect(options.judgement.threshold == .warning)
        #expect(options.output.format == .wide && options.output.isQuiet)
        #expect(options.wait.waitsFor == .healthy && options.wait.interval == .seconds(90))
        #expect(options.source.pageSize == 7 && options.source.timeout == .seconds(20))
    }

    @Test func flagsCanBeSwitchedBack() throws {
        let line = try CommandTables.table.parse(["status", "--no-logs", "--no-logs=false", "--ascii", "--ascii=false"])
        let options = try InspectionOptions(line, StatusCommand.options)
        #expect(options.source.evidence.readsLogs && !options.output.style.isASCII)
    }

    @Test func configuredValuesComeAfterGivenOnes() throws {
        let line = try CommandTables.table.parse(["status", "--output", "json"])
            .configured(with: ["output": ["yaml"], "request-timeout": ["3s"], "no-metrics": ["true"], "tail": ["1"]])
        let options = try InspectionOptions(line, StatusCommand.options)
        #expect(options.output.format == .json && options.output.namesFormat)
        #expect(options.source.timeout == .seconds(3) && !options.source.evidence.readsMetrics)
    }

    /// A completion script asks while the line is not yet valid.
    @Test func lenientReadingSkipsWhatIsInvalid() throws {
        let line = try CommandTables.table.parse([
            "status", "--request-timeout", "soon", "--context", "acme", "--from-bundle", "x",
        ])
        #expect(throws: UsageError.self) { try InspectionOptions(line, StatusCommand.options) }
        let options = SourceOptions(leniently: line)
        #expect(options.tenant.context == "acme" && options.timeout == .seconds(20))
    }

    @Test func defaultsInHelpAreThoseOfTheProperties() {
        let defaults = InspectionOptions.options.specs().reduce(into: [:]) { $0[$1.name] = $1.defaultValue }
        #expect(
            defaults == [
                "request-timeout": "20s", "chunk-size": "5000", "fail-on": "error", "output": "table", "color": "auto",
                "interval": "5s", "metrics": "needed",
            ])
    }

    @Test(arguments: [(0, "0s"), (5, "5s"), (60, "1m"), (90, "90s"), (300, "5m")])
    func durationsAreWrittenAsTyped(seconds: Int, text: String) {
        #expect(DurationText.text(.seconds(seconds)) == text)
        #expect(DurationText.seconds(text) == Double(seconds))
    }
}
