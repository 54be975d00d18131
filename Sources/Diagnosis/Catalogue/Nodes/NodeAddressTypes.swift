/// Types of node addresses that the CCM accepts (KubeLB `cmd/ccm`).
enum NodeAddressTypes {
    static let all = ["InternalIP", "ExternalIP", "Hostname"]
}
