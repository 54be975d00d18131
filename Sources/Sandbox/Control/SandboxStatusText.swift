import Documents

/// What `kubelb-sandbox status` and `fault list` print.
enum SandboxStatusText {
    static func text(_ status: JSONValue) -> String {
        var lines: [String] = []
        lines.append("running in \(status["directory"]?.string ?? "")")
        lines.append("kubeconfig \(status["kubeconfig"]?.string ?? "")")
        lines.append("")
        for cluster in status["clusters"]?.array ?? [] {
            let state = cluster["isServing"]?.bool == false ? "   (API server stopped)" : ""
            lines.append("context \(cluster["context"]?.string ?? "")   \(cluster["server"]?.string ?? "")\(state)")
            for node in cluster["nodes"]?.array ?? [] {
                lines.append("  node \(node["name"]?.string ?? "")   \(node["address"]?.string ?? "")")
            }
        }
        lines.append("")
        let services = status["services"]?.array ?? []
        lines.append(services.isEmpty ? "no Services of type LoadBalancer" : "Services:")
        for service in services {
            lines.append("  \(service["tenant"]?.string ?? "") \(service["name"]?.string ?? "")")
            for port in service["ports"]?.array ?? [] {
                let note = port["note"]?.string.map { "   \($0)" } ?? ""
                lines.append("    \(port["address"]?.string ?? "<pending>")   \(port["port"]?.string ?? "")\(note)")
            }
        }
        lines.append("")
        let active = (status["faults"]?.array ?? []).compactMap(\.string)
        lines.append(active.isEmpty ? "no faults are injected" : "injected: \(active.joined(separator: ", "))")
        return lines.joined(separator: "\n") + "\n"
    }

    /// `active`: the names of faults that are injected.
    static func faults(_ active: [JSONValue]) -> String {
        let width = SandboxFault.all.map(\.name.count).max() ?? 0
        return SandboxFault.all.map { fault in
            let mark = active.contains(.string(fault.name)) ? "* " : "  "
            let padding = String(repeating: " ", count: width - fault.name.count + 2)
            return mark + fault.name + padding + fault.summary + "\n"
        }.joined()
    }
}
