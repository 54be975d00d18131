import Reports

/// The version of the tool; raised with each release.
package enum ToolVersion {
    package static let text = "0.1.0"
    /// The day on which work on it began, or on which it was released; manual pages bear it.
    package static let date = "2026-11-23"
    /// The commit that was built; nil where the build was not told.
    static var commit: String? { Build.commit }
}
