import Documents

/// A node as its kubelet registers it.
package struct NodeDescription: Sendable, Hashable {
    package var name: String
    package var internalAddress: String
    /// nil: it has none.
    package var externalAddress: String?

    package init(name: String, internalAddress: String, externalAddress: String?) {
        self.name = name
        self.internalAddress = internalAddress
        self.externalAddress = externalAddress
    }

    package var withoutExternalAddress: NodeDescription {
        var node = self
        node.externalAddress = nil
        return node
    }

    var object: JSONValue {
        [
            "apiVersion": "v1", "kind": "Node",
            "metadata": [
                "name": .string(name),
                "labels": [
                    "kubernetes.io/hostname": .string(name), "kubernetes.io/os": "linux", "kubernetes.io/arch": "amd64",
                ],
            ],
            "spec": [:],
        ]
    }

    func status(isReady: Bool, now: JSONValue, since: JSONValue) -> JSONValue {
        func condition(_ type: String, _ status: String, _ reason: String, _ message: String) -> JSONValue {
            [
                "type": .string(type), "status": .string(status), "reason": .string(reason),
                "message": .string(message), "lastHeartbeatTime": now, "lastTransitionTime": since,
            ]
        }
        var addresses: [JSONValue] = [["type": "InternalIP", "address": .string(internalAddress)]]
        if let externalAddress { addresses.append(["type": "ExternalIP", "address": .string(externalAddress)]) }
        addresses.append(["type": "Hostname", "address": .string(name)])
        let size: JSONValue = ["cpu": "2", "memory": "4026312Ki", "pods": "4000"]
        return [
            "addresses": .array(addresses), "capacity": size, "allocatable": size,
            "conditions": [
                condition(
                    "MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
                condition("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
                condition("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
                isReady
                    ? condition("Ready", "True", "KubeletReady", "kubelet is posting ready status")
                    : condition("Ready", "False", "KubeletNotReady", "container runtime network not ready"),
            ],
            "nodeInfo": [
                "kubeletVersion": "v1.36.2", "operatingSystem": "linux", "architecture": "amd64",
                "containerRuntimeVersion": "sandbox://1", "osImage": "kubelb-sandbox", "kernelVersion": "",
                "machineID": "", "systemUUID": "", "bootID": "", "kubeProxyVersion": "",
            ],
        ]
    }
}
