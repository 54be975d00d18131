import Documents

/// Reads objects in Kubernetes' protobuf form (`application/vnd.kubernetes.protobuf`).
enum ProtobufObject {
    /// The object as JSON would have it, with `kind` and `apiVersion`.
    static func decode(_ bytes: [UInt8]) throws(APIRefused) -> JSONValue {
        throw APIRefused(.failure(415, reason: "UnsupportedMediaType", message: "protobuf is not read"))
    }
}
