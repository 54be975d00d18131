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

    /// The object after the patch, which nothing has looked at yet.
    func apply(_ patch: JSONValue, to object: JSONValue, of kind: ServedKind) throws(APIRefused) -> JSONValue {
        switch self {
        case .merge: return object.merging(patch: patch)
        case .strategicMerge: return StrategicMerge.apply(patch, to: object)
        case .json:
            do throws(JSONPatch.Failure) {
                return try JSONPatch.apply(patch, to: object)
            } catch {
                throw APIRefused(
                    .failure(
                        422, reason: "Invalid",
                        message: "the server rejected our request due to an error in our request: \(error.message)",
                        details: [:]))
            }
        }
    }
}
