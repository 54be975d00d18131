import CBuild
import Diagnosis

/// What the build was told about itself.
package enum Build {
    /// The commit that was built; nil where the build was not told.
    package static var commit: String? { text(kubelb_ctl_commit()) }

    /// The page of a check: its address, or its path in the repository if the build was not told the repository's address.
    static func page(of code: CheckCode) -> String { publishedPage(of: code) ?? path(of: code) }

    /// The address of the page of a check, as of the commit that was built.
    static func publishedPage(of code: CheckCode) -> String? {
        text(kubelb_ctl_repository()).map { address(of: code, repository: $0, commit: commit) }
    }

    static func address(of code: CheckCode, repository: String, commit: String?) -> String {
        let revision = commit.map { $0.hasSuffix("-dirty") ? String($0.dropLast("-dirty".count)) : $0 } ?? "HEAD"
        return "\(repository)/blob/\(revision)/\(path(of: code))"
    }

    private static func path(of code: CheckCode) -> String { "docs/checks/\(code).md" }

    private static func text(_ constant: UnsafePointer<CChar>) -> String? {
        // SAFETY: a constant of the program, which ends in zero.
        let text = String(cString: constant)
        return text.isEmpty ? nil : text
    }
}
