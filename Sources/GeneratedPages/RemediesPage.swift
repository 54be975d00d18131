import CommandLineKit
import Diagnosis
import Kubernetes
import Sandbox
import Topology

/// `docs/remedies.md`: what each check prints to fix what it finds, in its examples.
enum RemediesPage {
    static var text: String {
        var text = """
            <!-- Generated from the examples of the checks. Do not edit: make generate. -->

            # Remedies

            What each check of `kubelb-ctl doctor` offers, as it is printed for the check's examples with the contexts `acme`
            (tenant cluster) and `mgmt` (management cluster). A command that only inspects changes nothing. Fixes marked
            *tested* are run by a test as `doctor` prints them, after their fault is injected in a sandbox, until `doctor`
            reports nothing; [the others](#not-tested) are not.

            """
        var untested: [CheckDocumentation] = []
        for group in CheckGroup.allCases {
            var lines: [String] = []
            for check in Catalogue.checks where check.documentation.code.group == group {
                let rows = rows(of: check.documentation)
                if rows.contains(where: \.fixes), !rows.contains(where: \.isTested) {
                    untested.append(check.documentation)
                }
                lines += rows.enumerated().map { $1.text(isFirst: $0 == 0, of: check.documentation) }
            }
            guard !lines.isEmpty else { continue }
            text += "\n## \(group.title)\n\n| code | remedy | command | effect |\n|---|---|---|---|\n" + lines.joined()
        }
        return text + notTested(untested)
    }

    private static func notTested(_ checks: [CheckDocumentation]) -> String {
        let faults = SandboxFault.all.compactMap { fault in
            fault.reasonWithoutFix.map {
                "| `\(fault.name)` | \(fault.codes.map(link(to:)).joined(separator: ", ")) | \($0) |\n"
            }
        }
        return """

            ## Not tested

            No test runs the commands of these checks, because no fault of the sandbox leads to them:
            \(checks.map { link(to: "\($0.code)") }.joined(separator: ", ")).

            `doctor` prints no command that fixes these faults of the sandbox:

            | fault | code | reason |
            |---|---|---|
            \(faults.joined())
            """
    }

    private static func link(to code: String) -> String { "[\(code)](checks/\(code).md)" }

    private struct Row {
        let placed: PlacedRemedy
        let isTested: Bool

        var fixes: Bool { placed.way != nil && placed.remedy.command != nil }

        func text(isFirst: Bool, of page: CheckDocumentation) -> String {
            let code = isFirst ? "\(link(to: "\(page.code)")) \(escaped(page.title))" : ""
            let commands = (placed.remedy.command?.text ?? "").split(separator: "\n").map { line in
                "`\(line.replacing("|", with: "\\|"))`"
            }
            let effect =
                placed.way == nil ? "inspects" : !fixes ? "advice" : isTested ? "fixes, tested" : "fixes"
            return "| \(code) | \(escaped(placed.words)) | \(commands.joined(separator: "<br>")) | \(effect) |\n"
        }
    }

    /// Each remedy once, tested where it belongs to a way that is.
    private static func rows(of page: CheckDocumentation) -> [Row] {
        let tested = Set(SandboxFault.all.flatMap(\.fixes).filter { $0.code == "\(page.code)" }.map(\.text))
        let rows = page.examples.filter { $0.fires != nil }.flatMap { findings(of: page.code, in: $0) }.flatMap {
            finding in
            let placed = finding.placedRemedies
            return placed.map { item in
                let first = placed.first { $0.way == item.way }?.remedy.text ?? ""
                return Row(placed: item, isTested: item.way != nil && tested.contains(first))
            }
        }
        let ways = Set(rows.filter(\.isTested).map(\.placed.words))
        var texts: Set<String> = []
        return rows.filter { texts.insert($0.placed.words).inserted }
            .map { Row(placed: $0.placed, isTested: ways.contains($0.placed.words)) }
    }

    private static func findings(of code: CheckCode, in example: CheckExample) -> [Finding] {
        guard let observation = try? observation(of: example) else { return [] }
        return Diagnosis(of: Topology(observation)).findings.filter { $0.code == code }
    }

    private static func observation(of example: CheckExample) throws -> Observation {
        var files = try ExamplePair(changes: example.changes).files
        for (path, page) in example.metrics { files[path] = Array(page.utf8) }
        let manifest = try BundleManifest.decode(files["bundle.json"] ?? [], source: "bundle.json")
        var observation = BundleObservation(source: "bundle", manifest: manifest) { path in
            files[path].map { .present($0) } ?? .absent
        }.observe()
        observation.probes = example.probes
        observation.bundle = nil
        observation.kubeconfigs = [
            .tenant: KubeconfigRequest(context: "acme"), .management: KubeconfigRequest(context: "mgmt"),
        ]
        return observation
    }

    private static func escaped(_ text: String) -> String { MarkdownReference.escaped(text) }
}
