import CommandLineKit
import Commands

/// `docs/reference.md`: every command with its options.
enum ReferencePage {
    static var text: String { MarkdownReference.page(of: CommandTables.table) }
}
