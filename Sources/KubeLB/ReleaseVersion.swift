/// A released version of KubeLB: `v1.4.3`, also a release candidate of one.
package struct ReleaseVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let major: Int
    package let minor: Int
    package let patch: Int

    package init(_ major: Int, _ minor: Int, _ patch: Int) {
        self.major = major
        self.minor = minor
        self.patch = patch
    }

    /// nil for anything that is no release: `latest`, `main`, a commit, `v1.4.0-dev`.
    package init?(_ text: String) {
        let body = text.hasPrefix("v") ? text.dropFirst() : text[...]
        let parts = body.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        let numbers = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        guard numbers.count == 3, numbers.allSatisfy({ !$0.isEmpty && $0.allSatisfy { $0.isASCII && $0.isNumber } }),
            let major = Int(numbers[0]), let minor = Int(numbers[1]), let patch = Int(numbers[2])
        else { return nil }
        if parts.count > 1, !Self.releaseSuffixes.contains(where: { parts[1].hasPrefix($0) }) { return nil }
        self.init(major, minor, patch)
    }

    private static let releaseSuffixes = ["rc", "alpha", "beta", "ee"]

    /// The version that an image's tag names: `registry:5000/a/b:v1@sha256:…` → `v1`. The digest if there is no tag,
    /// `latest` if there is neither.
    package static func tag(ofImage image: String) -> String {
        let parts = image.split(separator: "@", maxSplits: 1)
        let name = parts.first?.split(separator: "/").last ?? ""
        if let colon = name.firstIndex(of: ":") { return String(name[name.index(after: colon)...]) }
        return parts.count > 1 ? String(parts[1]) : "latest"
    }

    package var description: String { "v\(major).\(minor).\(patch)" }

    package static func < (left: ReleaseVersion, right: ReleaseVersion) -> Bool {
        (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
    }

    /// Whether both have the same minor version. KubeLB's two controllers may differ only in the patch version.
    package func hasSameMinor(as other: ReleaseVersion) -> Bool { major == other.major && minor == other.minor }
}
