import Characters

/// Why a load-balancer implementation ends when it starts, by the last line of its log.
enum StartFault: Sendable, Hashable {
    /// It is told to use a network interface that the nodes do not have (kube-vip, `vip_interface`).
    case networkInterface
    /// It gets no answer from the metadata service of its cloud: from pods, AWS answers only with a hop limit of 2.
    case instanceMetadata

    init?(_ text: String) {
        let words = text.lowercased()
        if words.containsBytes(of: "link not found") || words.containsBytes(of: "is not valid interface")
            || words.containsBytes(of: "no such network interface")
        {
            self = .networkInterface
        } else if words.containsBytes(of: "instance metadata") || words.containsBytes(of: "ec2 metadata")
            || words.containsBytes(of: "ec2imds") || words.containsBytes(of: "169.254.169.254")
        {
            self = .instanceMetadata
        } else {
            return nil
        }
    }

    /// What fixes it, in its workload.
    var advice: String {
        switch self {
        case .networkInterface:
            "name an interface that the nodes have (kube-vip: vip_interface), or remove the setting so that it is detected"
        case .instanceMetadata:
            "set what it asks the metadata service for (AWS: --aws-vpc-id and --aws-region), or let pods reach that service: "
                + "httpPutResponseHopLimit 2 on the nodes"
        }
    }
}
