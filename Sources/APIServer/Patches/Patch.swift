import Documents

/// The forms of a patch (Kubernetes API concepts, "Patches").
enum Patch: Sendable {
    /// RFC 6902.
    case json
    /// RFC 7386.
    case merge
    case strategicMerge

    /// By the media type of the request; nil for others.
    init?(mediaType: String) {
        switch mediaType {
        case "application/json-patch+json": self = .json
        case "application/merge-patch+json": self = .merge
        case "application/strategic-merge-patch+json": self = .strategicMerge
        default: return nil
        }
    }

    /// The object after the patch.
    func apply(_ patch: JSONValue, to object: JSONValue, of kind: ServedKind) throws(APIRefused) -> JSONValue {
        object.merging(patch: patch)
    }
}
