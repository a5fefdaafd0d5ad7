//! The scalar functions that DataFusion lacks, each a body over whole columns in one wrapper.

use arrow_array::ArrayRef;
use arrow_schema::DataType as ArrowType;
use datafusion::common::{DataFusionError, Result, ScalarValue, exec_datafusion_err};
use datafusion::logical_expr::{
    ColumnarValue, Expr, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};
use district::DataType;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

pub(crate) mod arithmetic;
pub(crate) mod compare;
pub(crate) mod standard;
pub(crate) mod text;
pub(crate) mod time;

/// One argument of a call: a column, or a constant as a column of one row.
pub(crate) struct Argument {
    pub(crate) array: ArrayRef,
    constant: bool,
}

impl Argument {
    /// Where the value for a row stands.
    pub(crate) fn at(&self, row: usize) -> usize {
        if self.constant { 0 } else { row }
    }

    /// Whether it has no value at a row.
    pub(crate) fn null(&self, row: usize) -> bool {
        // `is_null` of a column of type Null says false.
        *self.array.data_type() == ArrowType::Null || self.array.is_null(self.at(row))
    }
}

/// The arguments of a call and how many rows to answer.
pub(crate) struct Call {
    pub(crate) arguments: Vec<Argument>,
    pub(crate) rows: usize,
}

impl Call {
    /// The argument at a place.
    pub(crate) fn argument(&self, place: usize) -> Result<&Argument> {
        self.arguments.get(place).ok_or_else(|| {
            exec_datafusion_err!("expected {} arguments, found {}", place + 1, self.arguments.len())
        })
    }
}

type Body = Arc<dyn Fn(&Call) -> Result<ArrayRef> + Send + Sync>;

/// A scalar function. Two of them are the same if name and type are, so that a name must say
/// all that the body depends on.
struct Scalar {
    name: String,
    returns: ArrowType,
    signature: Signature,
    body: Body,
}

/// Calls a function of our own on expressions.
pub(crate) fn call(
    name: impl Into<String>,
    returns: DataType,
    arguments: Vec<Expr>,
    body: impl Fn(&Call) -> Result<ArrayRef> + Send + Sync + 'static,
) -> Expr {
    let function = Scalar {
        name: name.into(),
        returns: crate::types::arrow_type(returns),
        signature: Signature::user_defined(Volatility::Immutable),
        body: Arc::new(body),
    };
    ScalarUDF::new_from_impl(function).call(arguments)
}

fn in_function(name: &str, error: DataFusionError) -> DataFusionError {
    if let DataFusionError::Execution(message) = error {
        return DataFusionError::Execution(format!("in `{name}`: {message}"));
    }
    error.context(format!("in `{name}`"))
}

impl fmt::Debug for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl PartialEq for Scalar {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.returns == other.returns
    }
}

impl Eq for Scalar {}

impl Hash for Scalar {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl ScalarUDFImpl for Scalar {
    fn name(&self) -> &str {
        &self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[ArrowType]) -> Result<ArrowType> {
        Ok(self.returns.clone())
    }

    fn coerce_types(&self, found: &[ArrowType]) -> Result<Vec<ArrowType>> {
        Ok(found.to_vec())
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let constant = args.args.iter().all(|value| matches!(value, ColumnarValue::Scalar(_)));
        let arguments = args
            .args
            .into_iter()
            .map(|value| match value {
                ColumnarValue::Array(array) => Ok(Argument { array, constant: false }),
                ColumnarValue::Scalar(value) => {
                    Ok(Argument { array: value.to_array()?, constant: true })
                }
            })
            .collect::<Result<Vec<_>>>()?;
        let rows = if constant { 1 } else { args.number_rows };
        let answer = (self.body)(&Call { arguments, rows })
            .map_err(|error| in_function(&self.name, error))?;
        if constant {
            return Ok(ColumnarValue::Scalar(ScalarValue::try_from_array(&answer, 0)?));
        }
        Ok(ColumnarValue::Array(answer))
    }
}
