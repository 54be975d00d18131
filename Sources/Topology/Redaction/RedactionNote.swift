/// What was taken out of a file of a bundle, for `redactions` in `bundle.json`.
package struct RedactionNote: Sendable, Hashable {
    package enum What: String, Sendable, Hashable, CaseIterable {
        case secretValues = "values of Secrets"
        case annotations = "annotations"
        case environmentValues = "environment values"
        case arguments = "container arguments"
        case headers = "headers of probes"
        case configMapValues = "values of ConfigMaps"
        case volumeAttributes = "attributes of volumes"
        /// By their shape or the names before them, wherever they stand.
        case credentials = "keys, tokens and passwords"
    }

    /// In the bundle.
    package let path: String
    package let what: What
    /// How many values, or places in text.
    package let count: Int
}
