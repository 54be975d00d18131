import Documents

/// What a credential plugin writes to its stdout: an `ExecCredential` with a status.
struct IssuedCredential: Sendable, Redacted {
    let token: String?
    /// PEM; both or neither.
    let clientCertificate: [UInt8]?
    let clientKey: [UInt8]?
    /// nil: for as long as the process runs.
    let expiration: Timestamp?

    /// What is wrong with the output. Nothing of it is quoted: it may be a token.
    struct Problem: Error {
        let message: String
    }

    init(_ output: [UInt8], version: ExecPlugin.Version) throws(Problem) {
        guard output.contains(where: { $0 > 0x20 }) else { throw Problem(message: "wrote nothing") }
        guard let document = try? JSONValue(parsing: output), document.object != nil else {
            throw Problem(message: "wrote something that is not a JSON object")
        }
        guard document["kind"]?.string == "ExecCredential" else {
            throw Problem(message: "wrote something that is not an ExecCredential")
        }
        guard let written = document["apiVersion"]?.string, written == version.rawValue else {
            let other = ExecPlugin.Version.allCases.first { $0.rawValue == document["apiVersion"]?.string }
            throw Problem(
                message: "wrote \(other.map { "apiVersion \($0.rawValue)" } ?? "another apiVersion") instead of "
                    + version.rawValue)
        }
        guard let status = document["status"], status != .null else {
            throw Problem(message: "wrote an ExecCredential without a status")
        }
        token = try Self.text("token", in: status)
        let certificate = try Self.text("clientCertificateData", in: status)
        let key = try Self.text("clientKeyData", in: status)
        guard (certificate == nil) == (key == nil) else {
            throw Problem(message: "issued a certificate or a key, not both")
        }
        guard token != nil || certificate != nil else {
            throw Problem(message: "issued neither a token nor a certificate")
        }
        if let token, !HeaderValue.isValid(token) {
            throw Problem(message: "issued a token that contains a line break or another control character")
        }
        clientCertificate = certificate.map { Array($0.utf8) }
        clientKey = key.map { Array($0.utf8) }
        guard let text = try Self.text("expirationTimestamp", in: status) else {
            expiration = nil
            return
        }
        guard let time = Timestamp(text) else {
            throw Problem(message: "wrote an expirationTimestamp that is not a valid time")
        }
        expiration = time
    }

    private static func text(_ key: String, in status: JSONValue) throws(Problem) -> String? {
        switch status[key] {
        case nil, .null?: return nil
        case .string(let text)?: return text.isEmpty ? nil : text
        default: throw Problem(message: "wrote a \(key) that is not a string")
        }
    }

    func isValid(at time: Timestamp) -> Bool { expiration.map { time < $0 } ?? true }

    var description: String {
        (token == nil ? "a client certificate" : "a token") + (expiration.map { " until \($0)" } ?? "")
    }
}
