import Documents

/// What a plugin is told in `KUBERNETES_EXEC_INFO`.
struct ExecInformation {
    let json: JSONValue

    init(plugin: ExecPlugin, access: ClusterAccess, isInteractive: Bool) {
        var spec = JSONObject()
        if plugin.providesClusterInfo { spec["cluster"] = .object(Self.cluster(plugin, access)) }
        spec["interactive"] = .bool(isInteractive)
        json = [
            "kind": "ExecCredential", "apiVersion": .string(plugin.version.rawValue), "spec": .object(spec),
        ]
    }

    private static func cluster(_ plugin: ExecPlugin, _ access: ClusterAccess) -> JSONObject {
        var cluster: JSONObject = ["server": .string(access.server)]
        if let name = access.tls.serverName { cluster["tls-server-name"] = .string(name) }
        if access.tls.skipsVerification { cluster["insecure-skip-tls-verify"] = true }
        if let authority = access.tls.certificateAuthority {
            cluster["certificate-authority-data"] = .string(Base64.encode(authority))
        }
        if let proxy = access.proxyURL { cluster["proxy-url"] = .string(proxy) }
        if access.disablesCompression { cluster["disable-compression"] = true }
        if let configuration = plugin.clusterConfiguration { cluster["config"] = configuration }
        return cluster
    }
}
