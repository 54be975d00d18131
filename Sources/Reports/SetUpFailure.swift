import Documents

/// Why there is no report, for readers that look for one in a file: a CI system must not take the silence for success.
package struct SetUpFailure: Sendable {
    let message: String
    /// The lines that stderr got.
    let details: String
    let hint: String?
    let exitStatus: Int
    let timestamp: String
    let toolVersion: String

    package init(
        message: String, details: String, hint: String?, exitStatus: Int, timestamp: String, toolVersion: String
    ) {
        self.message = message
        self.details = details
        self.hint = hint
        self.exitStatus = exitStatus
        self.timestamp = timestamp
        self.toolVersion = toolVersion
    }

    /// nil for formats whose readers read stderr.
    package func rendered(as format: OutputFormat) -> String? {
        switch format {
        case .junit: JUnitDocument.setUpFailure(message, details: details, timestamp: timestamp)
        case .sarif:
            SARIFDocument(
                toolVersion: toolVersion, automation: "set-up", rules: [], results: [],
                notifications: [
                    SARIFDocument.notification(.error, ([message] + [hint].compactMap { $0 }).joined(separator: "\n"))
                ], exitStatus: exitStatus, isSuccessful: false, endTime: timestamp
            ).text
        case .github: WorkflowCommand(.error, title: "kubelb-ctl", message: details).line + "\n"
        case .table, .tree, .wide, .short, .json, .yaml, .name, .markdown, .html, .mermaid, .svg: nil
        }
    }
}
