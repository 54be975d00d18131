import Documents
import Transport

/// A cluster of a kubeconfig.
struct KubeconfigCluster {
    /// As written.
    var server: String
    var settings = TLSSettings()
    let proxyURL: String?
    let disablesCompression: Bool
    /// What credential plugins are handed.
    let pluginConfiguration: JSONValue?

    private static let pluginExtension = "client.authentication.k8s.io/exec"

    /// A cluster that is in no kubeconfig.
    init(server: String) {
        self.server = server
        (proxyURL, disablesCompression, pluginConfiguration) = (nil, false, nil)
    }

    /// `server` counts if the kubeconfig names none.
    init(_ fields: KubeconfigFields, server override: String? = nil) throws(KubeconfigError) {
        guard let server = try fields.string("server") ?? override else {
            throw fields.error("\(fields.owner) has no server")
        }
        self.server = server
        settings.serverName = try fields.string("tls-server-name")
        settings.skipsVerification = try fields.bool("insecure-skip-tls-verify")
        if settings.skipsVerification {
            for key in ["certificate-authority", "certificate-authority-data"] where try fields.string(key) != nil {
                throw fields.error(
                    at: key, "\(fields.owner) has insecure-skip-tls-verify and \(key), which are mutually exclusive",
                    hint: "remove insecure-skip-tls-verify")
            }
        }
        settings.certificateAuthority = try fields.pem("certificate-authority")
        proxyURL = try Self.proxyURL(fields)
        disablesCompression = try fields.bool("disable-compression")
        pluginConfiguration = try Self.pluginConfiguration(fields)
    }

    private static func proxyURL(_ fields: KubeconfigFields) throws(KubeconfigError) -> String? {
        guard let url = try fields.string("proxy-url") else { return nil }
        let schemes = ["http://", "https://", "socks5://"]
        guard schemes.contains(where: { url.lowercased().hasPrefix($0) && url.utf8.count > $0.utf8.count }),
            url.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F })
        else {
            // Without the URL, which may hold a password.
            throw fields.error(
                at: "proxy-url", "proxy-url of \(fields.owner) is invalid",
                hint: "it must begin with http://, https:// or socks5://")
        }
        return url
    }

    private static func pluginConfiguration(_ fields: KubeconfigFields) throws(KubeconfigError) -> JSONValue? {
        for node in try fields.list("extensions") {
            let named = try fields.fields(node, owner: "each of the extensions of \(fields.owner)")
            if try named.string("name") == pluginExtension { return named.json("extension") }
        }
        return nil
    }
}
