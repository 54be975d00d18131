/// The version of the tool; raised with each release.
package enum ToolVersion {
    package static let text = "0.1.0"
}
