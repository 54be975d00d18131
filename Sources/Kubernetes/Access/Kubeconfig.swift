/// Finds the cluster that a kubeconfig names, as kubectl does.
package enum Kubeconfig {
    /// The cluster that a kubeconfig from a Secret names. It must not name files or programs.
    package static func parse(_ bytes: [UInt8], source: String) throws(KubeconfigError) -> ClusterAccess {
        throw KubeconfigError("\(source): not read yet")
    }
}
