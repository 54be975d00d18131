/// A code that was planned, or given, and that no finding bears: with the reason, so that nobody plans it again.
package struct WithdrawnCheck: Sendable, Hashable {
    package let code: CheckCode
    package let title: String
    /// What stands against it, and where its question is answered instead.
    package let reason: String
}

extension Catalogue {
    /// In the order of their codes. They are never given to other checks.
    package static let withdrawn = [
        WithdrawnCheck(
            code: "M011", title: "Installed definitions lack fields of the manager's version",
            reason: """
                A CustomResourceDefinition does not say which release of KubeLB it is of, and no object says which fields a \
                release needs: every answer would be a guess about releases. Definitions that are missing altogether are \
                KLC-M004, versions that differ KLC-V001.
                """),
        WithdrawnCheck(
            code: "N007", title: "Nodes are listed with names that Envoy cannot resolve",
            reason: """
                Only the management cluster's own DNS could tell, which cannot be asked from outside. What follows from it is \
                seen: an Envoy that refuses its configuration is KLC-D008, nodes that do not answer are KLC-D010 and KLC-D011.
                """),
        WithdrawnCheck(
            code: "D013", title: "The PodMonitor of Envoy selects no pod",
            reason: """
                It says something about monitoring, nothing about whether a Service can be reached; the statistics that other \
                checks need are read from the pods themselves.
                """),
        WithdrawnCheck(
            code: "D014", title: "Envoy's listeners clash",
            reason: """
                The manager's statistics (KubeLB v1.3 to v1.4) have no counter of listeners that were dropped, only one of \
                ports that were given twice and cleared away when it started. Ports that are given twice now are KLC-D004, a \
                configuration that Envoy refuses is KLC-D008.
                """),
    ]
}
