import Characters
import LocalSystem

/// What options put in place of a kubeconfig's cluster and user, as for kubectl (client-go, `clientcmd` overrides).
extension KubeconfigRequest {
    /// - An option about the server's certificate replaces everything that the kubeconfig says about trust.
    /// - With `--server`, the kubeconfig's `tls-server-name` does not count: it belongs to another server.
    func override(_ cluster: inout KubeconfigCluster) throws(KubeconfigError) {
        if let server { cluster.server = server }
        if skipsTLSVerification || certificateAuthority != nil {
            guard !skipsTLSVerification || certificateAuthority == nil else {
                throw KubeconfigError(
                    "--\(optionPrefix)insecure-skip-tls-verify and --\(optionPrefix)certificate-authority are mutually exclusive",
                    hint: "omit one of them")
            }
            cluster.settings.skipsVerification = skipsTLSVerification
            cluster.settings.certificateAuthority = try pem(certificateAuthority, "certificate-authority")
        }
        if let name = tlsServerName,
            name.isEmpty || !name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-._:".contains($0)) })
        {
            throw KubeconfigError("--\(optionPrefix)tls-server-name: \(ShownName.quoted(name)) is not a host name")
        }
        if tlsServerName != nil || server != nil { cluster.settings.serverName = tlsServerName }
    }

    /// A token replaces the user's credential; a certificate and a key, those of the user, each by itself.
    func override(_ access: inout ClusterAccess) throws(KubeconfigError) {
        if let token {
            guard HeaderValue.isValid(token.value) else {
                throw KubeconfigError("--\(optionPrefix)token contains a line break or another control character")
            }
            access.credential = .token(token.value)
        }
        if let certificate = try pem(clientCertificate, "client-certificate") {
            access.tls.clientCertificate = certificate
        }
        if let key = try pem(clientKey, "client-key") { access.tls.clientKey = key }
        guard clientCertificate != nil || clientKey != nil,
            (access.tls.clientCertificate == nil) != (access.tls.clientKey == nil)
        else { return }
        throw KubeconfigError(
            "--\(optionPrefix)client-certificate and --\(optionPrefix)client-key need each other",
            hint: "add the other one")
    }

    private func pem(_ path: String?, _ option: String) throws(KubeconfigError) -> [UInt8]? {
        guard let path else { return nil }
        let bytes: [UInt8]
        do throws(LocalError) {
            guard !path.utf8.contains(0) else { throw LocalError("the path contains a zero byte") }
            bytes = try FileSystem.contents(of: path, limit: KubeconfigFields.fileLimit)
        } catch {
            throw KubeconfigError("--\(optionPrefix)\(option): \(error.message)")
        }
        if let defect = PEMDefect(bytes, isKey: option == "client-key") {
            throw KubeconfigError("--\(optionPrefix)\(option): \(path) \(defect.message)", hint: defect.hint)
        }
        return bytes
    }
}
