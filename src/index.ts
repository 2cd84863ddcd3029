/**
 * Bulk-imports data into Iterable: streams records from a source, gives each to a map function, and delivers the
 * returned actions in batches, losing, doubling and reordering nothing.
 *
 * @packageDocumentation
 */
export { IterableDataImport } from "./import/iterable-data-import.ts"
export { importStatus, importStatuses } from "./import/import-status.ts"
export type { ImportStatus, StatusOptions } from "./import/import-status.ts"
export { retryRejects } from "./import/retry/retry-rejects.ts"
export type { RetrySummary } from "./import/retry/retry-summary.ts"
export type { RetryStart } from "./import/retry-start.ts"
export type { CommonOptions } from "./import/options/common-options.ts"
export type { DeliveryOptions } from "./import/options/delivery-options.ts"
export type { FileOptions } from "./import/options/file-options.ts"
export type { CreateOptions, ImportOptions } from "./import/options/import-options.ts"
export type { RetryOptions } from "./import/options/retry-options.ts"
export type { SourceOptions } from "./import/options/source-options.ts"

export type { CsvDelimiter } from "./sources/formats/csv/csv-delimiter.ts"
export type { CsvLayout } from "./sources/formats/csv/csv-layout.ts"
export type { BigIntegers } from "./sources/formats/json/big-integers.ts"
export { FileFormat } from "./sources/formats/file-format.ts"
export type { IdKey } from "./sources/id-key.ts"
export type { SourceDataRecord } from "./sources/source-data-record.ts"
export type { Unsayable } from "./sources/unsayable.ts"
export type {
  AcceptedActions,
  AcceptedAs,
  AcceptedDigests,
  BadItem,
  DataSource,
  GoodItem,
  Position,
  ReadOptions,
  SentAs,
  SourceItem,
  RepeatedName,
} from "./sources/data-source.ts"

export { UserProfile } from "./resources/user-profile.ts"
export type { UserProfileFields } from "./resources/user-profile.ts"
export { CustomEvent } from "./resources/custom-event.ts"
export type { CustomEventFields } from "./resources/custom-event.ts"
export { CommerceItem } from "./resources/commerce-item.ts"
export type { CommerceItemFields } from "./resources/commerce-item.ts"
export { Purchase } from "./resources/purchase.ts"
export type { PurchaseFields } from "./resources/purchase.ts"
export { decimal } from "./resources/decimal.ts"
export type { Decimal } from "./resources/decimal.ts"
export type { DataFields } from "./resources/fields.ts"
export type { CreatedAt } from "./resources/created-at.ts"

export { UpdateUserProfile } from "./kinds/update-user-profile.ts"
export { TrackCustomEvent } from "./kinds/track-custom-event.ts"
export { TrackPurchase } from "./kinds/track-purchase.ts"
export { SubscribeToList } from "./kinds/subscribe-to-list.ts"
export type { SubscribeToListFields, SubscribeToListObject } from "./kinds/subscribe-to-list.ts"
export { UnsubscribeFromList } from "./kinds/unsubscribe-from-list.ts"
export type { UnsubscribeFromListFields, UnsubscribeFromListObject } from "./kinds/unsubscribe-from-list.ts"
export { ALL_KINDS } from "./kinds/all-kinds.ts"
export type { EndpointName, ImportAction, ImportActionKind, ImportActionObject } from "./kinds/all-kinds.ts"
export type { Action, ActionOfKind, Kind } from "./kinds/kind.ts"
export { Kinds } from "./kinds/kinds.ts"
export type { EndpointNouns } from "./kinds/kinds.ts"
export type { PerEndpoint } from "./kinds/per-endpoint.ts"
export { effectNamed } from "./actions/effect.ts"
export type { Effect } from "./actions/effect.ts"
export type { RequestForm, Sent } from "./answers/answer.ts"
export type { ErrorBody } from "./answers/error-body.ts"
export type { FieldMismatch } from "./answers/field-mismatch.ts"
export type { Verdict } from "./answers/verdict.ts"
export type { JsonObject } from "./json/json-object.ts"
export type { JsonWriter } from "./json/json-writer.ts"
export type { LeftOut } from "./rejects/reductions.ts"
export type { Outcome, Rejection, RejectionStage } from "./actions/outcome.ts"

export type { MissingColumns } from "./mapping/column-watch.ts"
export type { FieldWarning } from "./mapping/field-watch.ts"
export type { AnyAction, MapFunction, MapResult } from "./mapping/map-function.ts"
export type { ActionReference, MappedAction } from "./mapping/mapped-records.ts"

export type { JournalLoad, JournalStore } from "./journal/journal-store.ts"
export type { ImportIds, JournaledFile, JournalEntry } from "./journal/journal-entry.ts"
export type { ReadAs, ReadSetting, ReadSettings } from "./sources/read-as.ts"
export type { SettledSnapshot } from "./journal/settled-records.ts"
export type { RecordRanges } from "./journal/record-ranges.ts"
export type { Scrub } from "./platform/secret/secret-scrubber.ts"
export type { Identity, UserFields } from "./actions/identity.ts"
export type { JournalReading, UnreadableJournal } from "./journal/read-journal-entry.ts"
export { MemoryJournalStore } from "./journal/memory-journal-store.ts"
export type { SourceFingerprint } from "./sources/fingerprint/source-fingerprint.ts"
export type { DeliverOptions, Importer, ImportTarget, Settlement } from "./delivery/importer.ts"
export type { KeptUser, KnownLater, LaterRecords, LaterRecordsSnapshot } from "./delivery/later-records.ts"
export { DeliveryStop } from "./delivery/delivery-stop.ts"
export type { EndpointStatistics, DeliveryStatistics } from "./delivery/delivery-statistics.ts"
export type { IdStatistics } from "./delivery/id-counter.ts"
export type { RateLimits } from "./delivery/iterable-importer.ts"
export type { Endpoint, Envelope } from "./endpoints/endpoint.ts"
export type { Region } from "./endpoints/data-center.ts"
export type { ActionWithoutId, IdPolicy } from "./batches/encode-mapped.ts"
export type { IdOrigin, IdSeed } from "./batches/id-deriver.ts"
export type { IdScheme } from "./batches/id-scheme.ts"

export type { Progress } from "./accounting/progress.ts"
export type { MaxRejects } from "./accounting/reject-budget.ts"
export { readRejects } from "./rejects/read-rejects.ts"
export type { FurtherFailure, RejectLine } from "./rejects/reject-line.ts"
export type {
  ActionCounts,
  NothingImported,
  RecordCounts,
  RejectReason,
  Summary,
} from "./accounting/summary.ts"
export { AlreadyImportedError } from "./state/already-imported-error.ts"
export type { LogLevel } from "./log/log-level.ts"
export type { ReportOptions } from "./report/report-options.ts"
export type { ImportStart } from "./import/import-start.ts"
export { ImportStoppedError } from "./import/import-stopped-error.ts"
export type { Message, MessagePart, MessageValue } from "./messages/message.ts"
export { ResourceError, SourceError, UsageError } from "./errors.ts"
export type { SourceErrorOptions, StopCode } from "./errors.ts"
export type { Logger } from "./platform/logger.ts"
