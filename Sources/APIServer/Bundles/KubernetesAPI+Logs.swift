import Documents

extension KubernetesAPI {
    /// `pods/log` (Kubernetes API reference, read log of the specified Pod).
    func log(of pod: StoredObject, _ request: APIRequest) -> APIResponse {
        let containers = ["initContainers", "containers"].flatMap { list in
            (pod.value["spec"]?[list]?.array ?? []).compactMap { $0["name"]?.string }
        }
        let main = (pod.value["spec"]?["containers"]?.array ?? []).compactMap { $0["name"]?.string }
        guard let container = request.value("container") ?? (main.count == 1 ? main[0] : nil) else {
            return APIRefusal.badRequest(
                "a container name must be specified for pod \(pod.name), choose one of: [\(main.joined(separator: " "))]"
            )
        }
        guard containers.contains(container) else {
            return APIRefusal.badRequest("container \(container) is not valid for pod \(pod.name)")
        }
        let isPrevious = request.value("previous") == "true"
        guard var bytes = objects.logs["\(pod.path)/\(container)\(isPrevious ? ".previous" : "").log"] else {
            return APIRefusal.badRequest(
                isPrevious
                    ? "previous terminated container \"\(container)\" in pod \"\(pod.name)\" not found"
                    : "container \"\(container)\" in pod \"\(pod.name)\" is waiting to start")
        }
        if let count = request.value("tailLines").flatMap({ Int($0) }) { bytes = Self.tail(bytes, lines: count) }
        if let limit = request.value("limitBytes").flatMap({ Int($0) }), limit > 0 {
            bytes = Array(bytes.prefix(limit))
        }
        return .text(
            200, TimeText.log(bytes, movedBy: shift, year: String(objects.takenAt.description.prefix(4))))
    }

    private static func tail(_ bytes: [UInt8], lines: Int) -> [UInt8] {
        guard lines > 0 else { return [] }
        var missing = lines
        var index = bytes.count - 1
        while index > 0 {
            if bytes[index - 1] == 0x0A {
                missing -= 1
                if missing == 0 { return Array(bytes[index...]) }
            }
            index -= 1
        }
        return bytes
    }
}
