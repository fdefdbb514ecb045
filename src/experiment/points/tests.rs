use super::*;
use clickday_engine::model::Problem;

fn read(name: &str, text: &str) -> Result<Points, PointsError> {
    Points::parse(name, text.as_bytes())
}

#[test]
fn a_table_is_paths_and_values() {
    let points = read(
        "p.csv",
        "# found yesterday\nportal.tier.web.slots, retry\n2000, 0.9\n3000, 80 %\n",
    )
    .unwrap();
    assert_eq!(points.columns, ["portal.tier.web.slots", "retry"]);
    assert_eq!(points.rows, [["2000", "0.9"], ["3000", "80 %"]]);
    assert_eq!(points.weights, None);
}

#[test]
fn a_weight_is_no_path() {
    let points = read("p.csv", "retry,weight\n0.9,3\n0.8,1\n0.7,0\n").unwrap();
    assert_eq!(points.columns, ["retry"]);
    assert_eq!(points.weights, Some(vec![3.0, 1.0, 0.0]));
    let drawn = points.draw(8, 5);
    assert_eq!(drawn, [0, 0, 0, 0, 0, 0, 1, 1], "6 : 2 : 0");
}

#[test]
fn rows_are_drawn_as_often_as_they_count() {
    let points = read("p.csv", "retry\n0.9\n0.8\n0.7\n").unwrap();
    for seed in 0..50 {
        let drawn = points.draw(10, seed);
        assert_eq!(drawn.len(), 10);
        for row in 0..3 {
            let times = drawn.iter().filter(|&&drawn| drawn == row).count();
            assert!((3..=4).contains(&times), "{drawn:?}");
        }
    }
    assert_eq!(points.draw(3, 1), [0, 1, 2]);
}

fn told(text: &str) -> String {
    read("p.csv", text).unwrap_err().to_string()
}

#[test]
fn what_is_wrong_with_a_table_is_said_where_it_is() {
    for (text, wrong) in [
        (
            "retry\n",
            "p.csv: there is no row below the header; write a row for each point",
        ),
        (
            "",
            "p.csv: there is no row below the header; write a row for each point",
        ),
        (
            "a,b\n1,\n",
            "p.csv:2:3: row 1 has no value of b; write one in each column",
        ),
        (
            "a,weight\n1,-1\n",
            "p.csv:2:3: row 1 has the weight -1; write a number from 0 up",
        ),
        (
            "a,weight\n1,0\n",
            "p.csv:1:3: no row has a weight above 0; leave the column `weight` out for rows that count alike",
        ),
        (
            "weight,a\n1e308,1\n1e308,2\n",
            "p.csv:1:1: the weights are too large to be added up; \
             divide all of them by the largest: only their shares count",
        ),
        (
            "a,b\n1\n",
            "p.csv:2:1: row 1 has 1 value for 2 columns; write one in each column",
        ),
        (
            "# exported\nretry\n0.5\n0,6\n",
            "p.csv:4:3: row 2 has 2 values for 1 column; \
             write decimal points in numbers (0.5), and a text with a comma in quotes",
        ),
        (
            "slots,retry\n2000,\"0,5\"\n",
            "p.csv:2:6: row 1, column retry: \"0,5\" has a comma; \
             write a decimal point, 0.5, and no commas between thousands",
        ),
        (
            "retry;slots\n0,5;6000\n",
            "p.csv:1:1: semicolons stand between the columns; \
             write commas between them, and decimal points in numbers: 0.5",
        ),
        (
            "retry\tslots\n0.5\t6000\n",
            "p.csv:1:1: tabs stand between the columns; \
             write commas between them, and decimal points in numbers: 0.5",
        ),
        (
            ",retry\n0,0.5\n",
            "p.csv:1:1: the first column has no name: it may be the index of pandas; \
             leave it out: in pandas, write the table with index=False",
        ),
        (
            "retry,\n0.5,1\n",
            "p.csv:1:7: column 2 has no name; write the path of its value, or leave it out",
        ),
        (
            "retry,slots,retry\n0.5,1,0.6\n",
            "p.csv:1:13: `retry` is there twice; keep one column for each path",
        ),
    ] {
        assert_eq!(told(text), wrong, "{text:?}");
    }
    for (name, bytes) in [
        ("p.parquet", &b"no such thing"[..]),
        ("p.csv", &b"retry\n0.5\xff\n"[..]),
        ("p.csv", &b"r\0e\0t\0r\0y\0\n\x000\0.\x005\0"[..]),
    ] {
        let told = Points::parse(name, bytes).unwrap_err().to_string();
        assert!(told.starts_with(&format!("{name} cannot be read: ")), "{told}");
    }
}

#[test]
fn the_mark_that_excel_puts_first_is_no_part_of_a_name() {
    let points = read("p.csv", "\u{feff}retry,slots\n0.5,x y\n").unwrap();
    assert_eq!(points.columns, ["retry", "slots"]);
    assert!(told("\u{feff}retry,slots\n0.5,\n").starts_with("p.csv:2:5: "));
}

#[test]
fn a_comma_within_a_text_is_no_decimal_comma() {
    for (value, written) in [
        ("0,5", Some("0.5")),
        ("-12,25 %", Some("-12.25 %")),
        ("Mon, Tue", None),
        ("[1,2]", None),
        ("1,2,3", None),
        ("1, 2", None),
        (",5", None),
        ("0.5", None),
    ] {
        assert_eq!(with_point(value).as_deref(), written, "{value}");
    }
}

#[test]
fn twenty_problems_of_a_table_are_told() {
    let rows = "0.5,\n".repeat(100_000);
    assert_eq!(told(&format!("retry,slots\n{rows}")).lines().count(), 20);
}

#[test]
fn a_problem_with_a_setting_is_told_where_the_table_has_it() {
    let points = read("p.csv", "weight,portal.tier.web.slots,title\n1,many,x\n1, 5 ,y\n").unwrap();
    let settings = points.settings(0);
    assert_eq!(settings, ["portal.tier.web.slots=many", "title=x"]);
    let problem = |text: &str, span| {
        let source = ("--set".to_owned(), text.into());
        Problem::at(
            source,
            Some(span),
            "it is wrong".to_owned(),
            "write another".to_owned(),
        )
    };
    let told = |problem: Problem| points.places().told(0, &settings, problem.into()).to_string();
    assert_eq!(
        told(problem(&settings[0], 22..26)),
        "p.csv:2:3: row 1, column portal.tier.web.slots: it is wrong; write another"
    );
    assert_eq!(
        told(problem(&settings[0], 7..11)),
        "p.csv:1:8: it is wrong; write another"
    );
    assert_eq!(
        told(problem("seed=1", 5..6)),
        "--set:1:6: it is wrong (with row 1 of p.csv); write another"
    );
}

#[test]
fn a_table_of_something_else_is_no_sample() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("runs.csv");
    let read = |text: &str| {
        std::fs::write(&path, text).unwrap();
        Points::read_sample(&path, &["portal.tier.web.cores", "retry"])
    };
    assert!(read("retry,weight\n0.9,1\n").is_ok());
    for other in ["run,wait_p95_s\n1,\n", "run,wait_p95_s\n1,2\n"] {
        let told = read(other).unwrap_err().to_string();
        assert!(
            told.contains("it has no column such as portal.tier.web.cores"),
            "{told}"
        );
    }
    assert!(
        read("retry,other\n0.9,\n")
            .unwrap_err()
            .to_string()
            .contains("row 1 has no value of other")
    );
}

#[test]
fn a_table_that_is_too_large_is_refused_in_each_way_that_it_may_be() {
    let wide = format!(
        "{}a\n{}",
        "a,".repeat(4_999),
        format!("{}1\n", "1,".repeat(4_999)).repeat(1_000)
    );
    for (text, wrong) in [
        (
            "a\n".to_owned() + &"1\n".repeat(1_000_001),
            "more than 1,000,000 rows",
        ),
        (wide, "more than 5,000,000 values"),
        ("a".repeat((1 << 26) + 1), "the file has more than 64 MiB"),
    ] {
        let told = told(&text);
        assert!(
            told.starts_with("p.csv is too large for a table of points: ") && told.contains(wrong),
            "{wrong}: {}",
            &told[..told.len().min(200)]
        );
    }
    // What is just not too large is read.
    let rows = "a\n".to_owned() + &"1\n".repeat(1_000_000);
    assert_eq!(read("p.csv", &rows).unwrap().rows.len(), 1_000_000);
}

#[cfg(unix)]
#[test]
fn what_has_no_end_is_no_table_and_no_sample() {
    let zero = Path::new("/dev/zero");
    for read in [Points::read(zero), Points::read_sample(zero, &["retry"])] {
        let told = read.unwrap_err().to_string();
        assert!(told.contains("the file has more than 64 MiB"), "{told}");
    }
}

/// A table of text as this program writes Parquet: a value that comes often stands in it once.
#[cfg(feature = "parquet")]
fn parquet_of(values: Vec<&str>) -> Vec<u8> {
    use super::super::results::{Column, Format, Parquet, Table, Values};

    let column = Column {
        name: "title".to_owned(),
        unit: "",
        values: Values::Text(values),
    };
    let table = Table {
        name: "points",
        columns: vec![column],
    };
    let mut bytes = Vec::new();
    Parquet.write(&table, &mut bytes).unwrap();
    bytes
}

#[cfg(feature = "parquet")]
#[test]
fn a_small_parquet_file_that_is_a_large_table_is_refused() {
    let long = "x".repeat(1 << 18);
    for (values, wrong) in [
        (vec!["x"; 1_000_001], "more than 1,000,000 rows"),
        (vec![long.as_str(); 400], "its values have more than 64 MiB"),
    ] {
        let bytes = parquet_of(values);
        assert!(bytes.len() < 1 << 20, "{}", bytes.len());
        let told = Points::parse("p.parquet", &bytes).unwrap_err().to_string();
        assert!(told.contains(wrong), "{told}");
    }
}

/// Each compression that is read, and none at all.
#[cfg(feature = "parquet")]
#[test]
fn no_more_of_a_parquet_file_is_unpacked_than_there_is_room_for() {
    for name in [
        "polars-zstd.parquet",
        "polars-lz4.parquet",
        "pandas-snappy.parquet",
        "pandas-gzip.parquet",
        "pandas-zstd-v2.parquet",
    ] {
        let bytes = std::fs::read(Path::new("tests/tables").join(name)).unwrap();
        let told = binary::within(name, &bytes, 10).unwrap_err().to_string();
        assert!(told.contains("it unpacks to more than"), "{name}: {told}");
        assert!(binary::within(name, &bytes, 1 << 20).is_ok(), "{name}");
    }
}

/// A hundred numbers and texts, written in these encodings, with values that may be missing and without.
#[cfg(feature = "parquet")]
fn encoded(
    numbers: parquet::basic::Encoding,
    texts: parquet::basic::Encoding,
    version: parquet::file::properties::WriterVersion,
    repetition: &str,
) -> Vec<u8> {
    use std::sync::Arc;

    use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;
    use parquet::schema::types::ColumnPath;

    let schema = format!("message points {{ {repetition} int64 a; {repetition} binary b (STRING); }}");
    let properties = WriterProperties::builder()
        .set_writer_version(version)
        .set_dictionary_enabled(false)
        .set_column_encoding(ColumnPath::from("a"), numbers)
        .set_column_encoding(ColumnPath::from("b"), texts)
        .build();
    let schema = Arc::new(parse_message_type(&schema).unwrap());
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties)).unwrap();
    let levels = (repetition == "optional").then(|| vec![1; 100]);
    let mut group = writer.next_row_group().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    let values: Vec<i64> = (0..100).map(|i| i * i).collect();
    column
        .typed::<Int64Type>()
        .write_batch(&values, levels.as_deref(), None)
        .unwrap();
    column.close().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    let values: Vec<ByteArray> = (0..100)
        .map(|i| ByteArray::from(format!("{i} s").as_str()))
        .collect();
    column
        .typed::<ByteArrayType>()
        .write_batch(&values, levels.as_deref(), None)
        .unwrap();
    column.close().unwrap();
    group.close().unwrap();
    writer.into_inner().unwrap()
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_is_read_in_each_encoding_and_not_believed_more_than_it_holds() {
    use parquet::basic::Encoding;
    use parquet::file::properties::WriterVersion;

    let versions = [WriterVersion::PARQUET_1_0, WriterVersion::PARQUET_2_0];
    for (numbers, texts) in [
        (Encoding::PLAIN, Encoding::PLAIN),
        (Encoding::DELTA_BINARY_PACKED, Encoding::DELTA_LENGTH_BYTE_ARRAY),
    ] {
        for version in versions {
            for repetition in ["required", "optional"] {
                let bytes = encoded(numbers, texts, version, repetition);
                let points = Points::parse("p.parquet", &bytes).unwrap();
                assert_eq!(points.rows.len(), 100, "{numbers} {version:?} {repetition}");
                assert_eq!(
                    points.rows[99],
                    ["9801", "99 s"],
                    "{numbers} {version:?} {repetition}"
                );
            }
        }
    }
    let bytes = encoded(
        Encoding::PLAIN,
        Encoding::DELTA_BYTE_ARRAY,
        versions[0],
        "required",
    );
    let told = Points::parse("p.parquet", &bytes).unwrap_err().to_string();
    assert!(
        told.contains("the encoding DELTA_BYTE_ARRAY is not read"),
        "{told}"
    );
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_says_the_same_as_csv() {
    use super::super::results::{Column, Format, Parquet, Table, Values};

    let column = |name: &str, values| Column {
        name: name.to_owned(),
        unit: "",
        values,
    };
    let table = Table {
        name: "points",
        columns: vec![
            column("portal.tier.web.slots", Values::Count(vec![2000, 3000])),
            column(
                "retry",
                Values::Number(vec![Some(0.1), Some(0.123_456_789_012_345)]),
            ),
        ],
    };
    let mut bytes = Vec::new();
    Parquet.write(&table, &mut bytes).unwrap();
    let points = Points::parse("p.parquet", &bytes).unwrap();
    assert_eq!(points.columns, ["portal.tier.web.slots", "retry"]);
    assert_eq!(points.rows, [["2000", "0.1"], ["3000", "0.123456789012345"]]);
}

#[cfg(feature = "parquet")]
fn file(name: &str) -> Result<Points, PointsError> {
    Points::read(&Path::new("tests/tables").join(name))
}

/// The files were written by Polars 2.1 and pandas 3.1 from one table.
#[cfg(feature = "parquet")]
#[test]
fn parquet_is_read_as_polars_and_pandas_write_it() {
    for name in [
        "polars-zstd.parquet",
        "polars-lz4.parquet",
        "pandas-snappy.parquet",
        "pandas-gzip.parquet",
        "pandas-zstd-v2.parquet",
    ] {
        let points = file(name).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(
            points.columns,
            [
                "portal.tier.web.slots",
                "people.role.citizen.retry",
                "journey.page.form.think.exponential"
            ],
            "{name}"
        );
        assert_eq!(
            points.rows,
            [["2000", "0.1", "10 s"], ["3000", "0.123456789012345", "1 min"]],
            "{name}"
        );
    }
}

#[cfg(feature = "parquet")]
#[test]
fn what_is_wrong_with_a_parquet_table_is_said_with_its_column() {
    for (name, wrong) in [
        (
            "pandas-index.parquet",
            "tests/tables/pandas-index.parquet: `__index_level_0__` is the index of pandas, and no value of the model; \
             leave it out: in pandas, write the table with index=False",
        ),
        (
            "pandas-brotli.parquet",
            "tests/tables/pandas-brotli.parquet is compressed with brotli, which is not read; \
             write it with compression=\"zstd\" (or gzip, snappy, lz4) in Polars or pandas, or as CSV",
        ),
    ] {
        assert_eq!(file(name).unwrap_err().to_string(), wrong);
    }
}

#[test]
fn a_table_that_is_written_has_no_formula_and_is_read_as_it_was() {
    let texts = |row: [&str; 2]| row.map(str::to_owned).to_vec();
    let rows = vec![texts(["-5 %", "=1+1"]), texts(["-0.5", "@SUM(A1)"])];
    let points = Points::new(texts(["a", "=b"]), rows, None);
    let csv = String::from_utf8(points.to_csv().unwrap()).unwrap();
    assert_eq!(csv, "a,'=b\n'-5 %,'=1+1\n-0.5,'@SUM(A1)\n");
    let back = read("p.csv", &csv).unwrap();
    assert_eq!((back.columns, back.rows), (points.columns, points.rows));
}

#[cfg(feature = "store")]
#[test]
fn a_table_that_is_too_large_is_not_called_edited() {
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("posterior.csv");
    let file = std::fs::File::create(&table).unwrap();
    // It takes no room on the disk.
    file.set_len(MOST_BYTES as u64 + 2).unwrap();
    let listed = serde_json::json!({ "name": "posterior.csv", "sha256": "00" });
    let manifest = serde_json::json!({ "calibration": 2, "files": [listed] });
    let manifest = crate::ensemble::store::sealed(&manifest).unwrap();
    std::fs::write(folder.path().join("manifest.json"), manifest).unwrap();
    let error = Points::read(&table).unwrap_err();
    assert!(matches!(error, PointsError::TooLarge { .. }), "{error}");
}
