import LocalSystem

/// A token in a file that somebody renews, as the kubelet does for pods.
enum TokenFile {
    private static let limit = 1 << 20

    static func read(_ path: String) throws(CredentialError) -> String {
        let bytes: [UInt8]
        do throws(LocalError) {
            bytes = try FileSystem.contents(of: path, limit: limit)
        } catch {
            throw CredentialError("the token file cannot be read: \(error.message)")
        }
        let text = String(decoding: bytes, as: UTF8.self)
        let token = String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
        guard !token.isEmpty else { throw CredentialError("the token file \(path) is empty") }
        guard HeaderValue.isValid(token) else {
            throw CredentialError(
                "the token file \(path) contains a line break or another control character within the token")
        }
        return token
    }
}
