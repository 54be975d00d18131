import Commands

/// A file of the repository that is made from the tables and the catalogue.
package struct GeneratedFile: Sendable, Hashable {
    /// From the root of the repository.
    package let path: String
    package let text: String
    package let isProgram: Bool

    init(_ path: String, _ text: String, isProgram: Bool = false) {
        self.path = path
        self.text = text
        self.isProgram = isProgram
    }
}

/// All generated files. They are committed, so that they can be read and installed without building anything; a test fails
/// when one is stale.
package enum GeneratedFiles {
    /// Nothing else may be in these directories.
    package static let directories = ["completions", "deploy/rbac", "docs/checks", "man"]

    package static var all: [GeneratedFile] {
        completions + ManPages.all + CheckPages.all + [
            GeneratedFile("deploy/rbac/management.yaml", AccessManifest.management),
            GeneratedFile("docs/reference.md", ReferencePage.text),
            GeneratedFile("docs/remedies.md", RemediesPage.text),
        ]
    }

    private static var completions: [GeneratedFile] {
        CompletionScripts.shells.compactMap { shell in
            CompletionScripts.script(for: shell).map { GeneratedFile("completions/kubelb-ctl.\(shell)", $0) }
        } + [
            GeneratedFile("completions/kubectl_complete-kubelb_ctl", CompletionScripts.kubectlShim, isProgram: true)
        ]
    }
}
