import Commands
import Testing

/// `--sort-by`, `--field-selector`, labels as columns, `--no-headers`.
@Suite struct ListingTests {
    private static let bundle = ["--from-bundle", Folder.recorded("17-no-endpoints")]

    private func names(_ words: String...) async -> [String] {
        await run(["status", "-A", "-o", "jsonpath={.services[*].name}"] + words + Self.bundle).output
            .split(separator: " ").map(String.init)
    }

    @Test func rowsAreSortedByColumnsAndExpressions() async {
        #expect(await names() == ["nomatch", "unready", "web"])
        #expect(await names("--sort-by", "name") == ["nomatch", "unready", "web"])
        #expect(await Set(names("--sort-by", "{.uid}")) == ["nomatch", "unready", "web"])
        #expect(await names("--sort-by", ".uid") == names("--sort-by=uid"))
        let table = await run(["status", "-A", "--sort-by", "stage"] + Self.bundle)
        #expect(table.output.hasPrefix("NAMESPACE"))
    }

    @Test func unknownColumnsAreErrors() async {
        let run = await run(["status", "-A", "--sort-by", "stgae"] + Self.bundle)
        #expect(run.status == .usage)
        #expect(run.error == "error: --sort-by: no row has \"stgae\"\nhint: did you mean stage?\n", "\(run.error)")
    }

    static let selectors: [(selector: String, names: [String])] = [
        ("metadata.name=web", ["web"]), ("metadata.name==web", ["web"]),
        ("metadata.name!=web", ["nomatch", "unready"]),
        ("metadata.namespace=default,metadata.name!=web", ["nomatch", "unready"]), ("spec.type=ClusterIP", []),
        ("spec.type=LoadBalancer", ["nomatch", "unready", "web"]), ("spec.clusterIP=None", []),
    ]

    @Test(arguments: selectors) func fieldsSelectServices(_ entry: (selector: String, names: [String])) async {
        #expect(await names("--field-selector", entry.selector) == entry.names)
    }

    static let faults: [(selector: String, error: String)] = [
        (
            "status.phase=Running",
            """
            error: --field-selector: Services cannot be selected by the field "status.phase"
            hint: use one of metadata.name, metadata.namespace, spec.clusterIP, spec.type

            """
        ),
        (
            "metadata.nmae=web",
            """
            error: --field-selector: Services cannot be selected by the field "metadata.nmae"
            hint: did you mean metadata.name?

            """
        ),
        (
            "web",
            """
            error: --field-selector: "web" is not a valid field selector
            hint: use FIELD=VALUE or FIELD!=VALUE

            """
        ),
    ]

    @Test(arguments: faults) func otherFieldsAreErrors(_ fault: (selector: String, error: String)) async {
        let run = await run(["status", "--field-selector", fault.selector] + Self.bundle)
        #expect(run.status == .usage && run.error == fault.error, "\(run.error)")
    }

    @Test func withoutHeadersOnlyRowsAreOnStdout() async {
        let run = await run(["status", "-A", "--no-headers"] + Self.bundle)
        let lines = run.output.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count == 4 && lines.dropLast().allSatisfy { $0.hasPrefix("default  ") }, "\(run.output)")
    }

    @Test func labelsAreColumns() async {
        let all = await run(["status", "-A", "--show-labels", "-L", "app,kubernetes.io/x"] + Self.bundle)
        let heading = all.output.split(separator: "\n").first.map(String.init) ?? ""
        #expect(heading.hasSuffix("LABELS") && heading.contains("  APP") && heading.contains("  X"), "\(heading)")
    }
}
