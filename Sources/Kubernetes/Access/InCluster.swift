import LocalSystem
import Transport

/// The access that every pod has through its service account.
enum InCluster {
    /// nil: this is no pod, or one without a service account.
    static func access(_ variables: [String: String], directory: String) -> ClusterAccess? {
        guard let host = variables["KUBERNETES_SERVICE_HOST"], !host.isEmpty,
            let port = variables["KUBERNETES_SERVICE_PORT"], !port.isEmpty,
            FileSystem.kind(of: "\(directory)/token") == .file
        else { return nil }
        var access = ClusterAccess(
            source: "the pod's service account",
            server: "https://\(host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host):\(port)")
        access.namespace = contents("\(directory)/namespace").map { String(decoding: $0, as: UTF8.self) }
            .map { String($0.filter { !$0.isWhitespace }) }
            .flatMap { $0.isEmpty ? nil : $0 }
        // Without it the system's authorities count, and the answer to the first request says what is wrong.
        access.tls.certificateAuthority = contents("\(directory)/ca.crt")
        access.credential = .tokenFile("\(directory)/token")
        return access
    }

    private static func contents(_ path: String) -> [UInt8]? {
        try? FileSystem.contents(of: path, limit: 4 << 20)
    }
}
