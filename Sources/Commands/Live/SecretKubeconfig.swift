import Kubernetes

/// A kubeconfig that a Secret holds.
enum SecretKubeconfig {
    /// Reads the value of the Secret's key, in Base64 as the API has it; `source` is what messages call it.
    static func access(_ value: String, source: String) throws(KubeconfigError) -> ClusterAccess {
        guard let bytes = Base64.decode(value) else {
            throw KubeconfigError("\(source): the kubeconfig is not valid Base64")
        }
        return try Kubeconfig.parse(bytes, source: source)
    }
}
