import Documents
import Kubernetes

/// The upstream hosts that one Envoy sees, from its admin port (`:9001/clusters?format=json`): which of the nodes fail.
package struct EnvoyHosts: Sendable, Hashable {
    /// By the name of the cluster.
    package private(set) var clusters: [String: [Host]] = [:]

    /// One host of a cluster.
    package struct Host: Sendable, Hashable {
        package var address = ""
        package var port = 0
        /// Three health checks in a row have failed.
        package var hasFailed = false
        /// It gave no answer at all, where a host that refuses does so at once.
        package var isSilent = false
    }

    package static func decode(_ bytes: [UInt8]) throws(MetricsError) -> EnvoyHosts {
        var hosts = EnvoyHosts()
        var hasClusters = false
        var reader = JSONReader(redacting: bytes)
        do throws(JSONError) {
            try reader.object { (reader, key) throws(JSONError) in
                guard case "cluster_statuses" = key else { return try reader.skip() }
                hasClusters = true
                try reader.array { (reader, _) throws(JSONError) in try hosts.readCluster(from: &reader) }
            }
            try reader.end()
        } catch {
            throw MetricsError("\(error)")
        }
        if let problem = reader.problems.first { throw MetricsError("\(problem)") }
        guard hasClusters else { throw MetricsError("not the clusters of an Envoy: no cluster_statuses") }
        return hosts
    }

    private mutating func readCluster(from reader: inout JSONReader) throws(JSONError) {
        var name = ""
        var hosts: [Host] = []
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "name": name = try reader.string() ?? ""
            case "host_statuses": hosts = try reader.list { (reader) throws(JSONError) in try Host(from: &reader) }
            default: try reader.skip()
            }
        }
        clusters[name] = hosts
    }
}

extension EnvoyHosts.Host {
    fileprivate init(from reader: inout JSONReader) throws(JSONError) {
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "address": try readAddress(from: &reader)
            case "health_status":
                try reader.object { (reader, key) throws(JSONError) in
                    switch key {
                    case "failed_active_health_check": hasFailed = try reader.bool() ?? false
                    case "active_hc_timeout": isSilent = try reader.bool() ?? false
                    default: try reader.skip()
                    }
                }
            default: try reader.skip()
            }
        }
    }

    private mutating func readAddress(from reader: inout JSONReader) throws(JSONError) {
        try reader.object { (reader, key) throws(JSONError) in
            guard case "socket_address" = key else { return try reader.skip() }
            try reader.object { (reader, key) throws(JSONError) in
                switch key {
                case "address": address = try reader.string() ?? ""
                case "port_value": port = try reader.int() ?? 0
                default: try reader.skip()
                }
            }
        }
    }
}
