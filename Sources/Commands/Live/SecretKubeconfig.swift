import Kubernetes

/// A kubeconfig that a Secret holds.
enum SecretKubeconfig {
    /// - Parameters:
    ///   - value: of the Secret's key, in Base64 as the API has it.
    ///   - source: what to call it in messages.
    static func access(_ value: String, source: String) throws(KubeconfigError) -> ClusterAccess {
        guard let bytes = Base64.decode(value) else {
            throw KubeconfigError("\(source): the kubeconfig is not in Base64")
        }
        return try Kubeconfig.parse(bytes, source: source)
    }
}
