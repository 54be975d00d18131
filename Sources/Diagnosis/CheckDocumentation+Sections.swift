import Topology

extension CheckDocumentation {
    /// The prose, under its headings: the same in `explain`, on manual pages and in the repository.
    package var sections: [(heading: String, text: String)] {
        [("What it means", meaning), ("Why it matters", impact), ("How to fix it", mending)]
    }

    /// `Severity: error. Blocks stage Propagated`.
    package var weight: String {
        "Severity: \(severity.keyword)" + (stage.map { ". Blocks stage \($0.title)" } ?? "")
    }

    /// Findings that this one can explain.
    package var consequences: [CheckCode] {
        Catalogue.checks.map(\.documentation).filter { $0.causedBy.contains(code) }.map(\.code)
    }
}
