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
            (tenant cluster) and `mgmt` (management cluster). A command that only inspects changes nothing.

            """
        for group in CheckGroup.allCases {
            let lines = Catalogue.checks.filter { $0.documentation.code.group == group }.flatMap(rows(of:))
            guard !lines.isEmpty else { continue }
            text += "\n## \(group.title)\n\n| code | remedy | command | effect |\n|---|---|---|---|\n" + lines.joined()
        }
        return text
    }

    private static func rows(of check: any Check) -> [String] {
        let page = check.documentation
        let placed = page.examples.filter { $0.fires != nil }.flatMap { Self.placed(of: page.code, in: $0) }
        var texts: Set<String> = []
        let distinct = placed.filter { texts.insert($0.words).inserted }
        return distinct.enumerated().map { index, placed -> String in
            let code = index == 0 ? "[\(page.code)](checks/\(page.code).md) \(escaped(page.title))" : ""
            let commands = (placed.remedy.command?.text ?? "").split(separator: "\n").map { line in
                "`\(line.replacing("|", with: "\\|"))`"
            }
            return
                "| \(code) | \(escaped(placed.words)) | \(commands.joined(separator: "<br>")) | \(effect(placed)) |\n"
        }
    }

    private static func effect(_ placed: PlacedRemedy) -> String {
        placed.way == nil ? "inspects" : placed.remedy.command == nil ? "advice" : "fixes"
    }

    private static func placed(of code: CheckCode, in example: CheckExample) -> [PlacedRemedy] {
        guard let observation = try? observation(of: example) else { return [] }
        return Diagnosis(of: Topology(observation)).findings.filter { $0.code == code }.flatMap(\.placedRemedies)
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
