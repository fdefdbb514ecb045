//! Titles, labels and descriptions of charts.

use super::English;
use crate::messages::ChartText;

impl ChartText for English {}
